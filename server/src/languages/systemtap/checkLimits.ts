// Where a script will run into stap's limits: MAXACTION statements a hit, MAXMAPENTRIES elements an array, MAXSTRINGLEN
// bytes a string (stap(1), "safety").
import type { Finding, Fix } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Expression, ForeachStatement, Item, ProbeItem } from './tree.ts';
import type { SystemTapScript } from './typedScript.ts';
import { walkExpression, walkItem } from './walk.ts';

/** Probes that run with interrupts on, and so may do ten times as much. */
const patient = new Set(['begin', 'end', 'error']);

/** Functions whose values never end to be new. */
const endless =
  /^(pid|tid|task_pid|task_tid|task_current|get_cycles|gettimeofday_[mun]?s|local_clock_[mun]s|thread_indent|addr)$/;

/** Findings about arrays and loops that will run into stap's limits. */
export function checkLimits(script: SystemTapScript): readonly Finding[] {
  const { items } = script.tree;
  return [...longLoops(items, script.text), ...growingArrays(items), ...longStrings(items)];
}

function longLoops(items: readonly Item[], text: string): readonly Finding[] {
  const findings: Finding[] = [];
  for (const item of items) {
    if (item.kind !== 'probe' || isPatient(item)) continue;
    walkItem(item, {
      statement: (statement) => {
        if (statement.kind !== 'foreach' || statement.limit || statement.array.kind !== 'symbol') return;
        const range = statement.array.range;
        const message = `Without a limit this loop may do more than the 1000 statements that stap allows a hit (MAXACTION), and ends the run then. Add "limit 100".`;
        findings.push({
          range,
          severity: 'information',
          code: 'unlimited-loop',
          message,
          fixes: [limitFix(statement, text)],
        });
      },
    });
  }
  return findings;
}

function isPatient({ points }: ProbeItem): boolean {
  return points.every(({ components: [first] }) => patient.has(first?.name ?? ''));
}

function limitFix({ array, body }: ForeachStatement, text: string): Fix {
  const close = text.lastIndexOf(')', body.range.start);
  const at = Math.max(array.range.end, close);
  return { title: 'Add "limit 100"', edits: [{ range: { start: at, end: at }, newText: ' limit 100' }] };
}

/** Arrays that get new keys for ever, keep all of them and have no size of their own. */
function growingArrays(items: readonly Item[]): readonly Finding[] {
  const emptied = new Set<string>();
  const growing = new Set<string>();
  for (const item of items) {
    walkItem(item, {
      statement: (statement) => {
        if (statement.kind === 'delete' && 'name' in statement.value) emptied.add(statement.value.name.text);
      },
      expression: (expression) => {
        const target =
          expression.kind === 'assignment'
            ? expression.left
            : expression.kind === 'crement'
              ? expression.operand
              : undefined;
        if (target?.kind === 'element' && target.indexes.some(isEndless)) growing.add(target.name.text);
      },
    });
  }
  return items
    .flatMap((item) => (item.kind === 'global' ? item.variables : []))
    .flatMap(({ name, wraps, size }): readonly Finding[] => {
      if (wraps || size || emptied.has(name.text) || !growing.has(name.text)) return [];
      const { range } = name;
      const message = `Array ${name.text} gets new keys for ever and nothing deletes them; at 2048 elements (MAXMAPENTRIES) the run ends with an error. With "%" behind its name the oldest elements go instead.`;
      const fix = {
        title: `Let the oldest elements go: ${name.text}%`,
        edits: [{ range: { start: range.end, end: range.end }, newText: '%' }],
      };
      return [{ range, severity: 'information', code: 'growing-array', message, fixes: [fix] }];
    });
}

function isEndless(index: Expression): boolean {
  let found = false;
  walkExpression(index, undefined, {
    expression: (expression) => {
      found ||= expression.kind === 'call' && endless.test(expression.name.text);
    },
  });
  return found;
}

/** Bytes that a string holds: MAXSTRINGLEN is 512 on 64 bits, its end included. */
const mostBytes = 511;

/** Strings that are cut: literals that are kept, and globals that are only ever added to. */
function longStrings(items: readonly Item[]): readonly Finding[] {
  const findings: Finding[] = [];
  const isGlobal = new Set(items.flatMap((item) => (item.kind === 'global' ? item.variables : [])).map(nameOf));
  const begunAnew = new Set<string>();
  const appended = new Map<string, Range>();
  for (const item of items) {
    walkItem(item, {
      statement: (statement) => {
        if (statement.kind === 'delete' && 'name' in statement.value) begunAnew.add(statement.value.name.text);
      },
      expression: (expression) => {
        if (expression.kind !== 'assignment') return;
        const { left, operator, right } = expression;
        if (right.kind === 'string' && Buffer.byteLength(right.value) > mostBytes) {
          const message = `A string holds ${mostBytes} bytes (MAXSTRINGLEN); the rest of this one is cut off. Print it in parts, or run stap with -DMAXSTRINGLEN=…`;
          findings.push({ range: right.range, severity: 'information', code: 'cut-string', message });
        }
        if (left.kind !== 'symbol') return;
        if (operator !== '.=') begunAnew.add(left.name.text);
        else if (!isOnce(item)) appended.set(left.name.text, left.range);
      },
    });
  }
  for (const [name, range] of appended) {
    if (begunAnew.has(name) || !isGlobal.has(name)) continue;
    const message = `${name} only ever grows, and a string holds ${mostBytes} bytes (MAXSTRINGLEN): what comes later is cut off. Print it and set it to "" from time to time.`;
    findings.push({ range, severity: 'information', code: 'cut-string', message });
  }
  return findings;
}

function nameOf({ name }: { readonly name: { readonly text: string } }): string {
  return name.text;
}

/** Whether a body runs but once. */
function isOnce(item: Item): boolean {
  return item.kind === 'probe' && isPatient(item);
}
