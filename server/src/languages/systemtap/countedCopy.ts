// A copy of a script that counts and times its probes, and takes orders through a file of its module in /proc/systemtap.
import type { CountedCopy, CountedGlobal, Insertion } from '../../protocol.ts';
import type { Block, ProbeItem } from './tree.ts';
import type { SystemTapScript } from './typedScript.ts';
import { walkStatement } from './walk.ts';

/** All names that the copy adds begin like this. */
const ours = 'tracewright_';

/** A handler of stap's may do a thousand things at once (MAXACTION); to tell so many lines takes less. */
const mostLines = 36;

/**
 * Statements are put behind the opening brace of each handler, before its closing brace and before each `next`, so that lines stay; the
 * rest comes behind the script. A statistic takes a hit without a lock of its own and tells hits, time and the longest. A handler that
 * a macro leaves is not counted, as that cannot be timed. Undefined where nothing can be counted.
 */
export function countedCopy(script: SystemTapScript): CountedCopy | undefined {
  const { text, tree } = script;
  if (text.includes(ours)) return undefined;
  const probes = tree.items.filter((item) => item.kind === 'probe');
  const numbers: number[] = [];
  const insertions: Insertion[] = [];
  for (const [number, probe] of probes.entries()) {
    const counting = countingOf(probe, number, text);
    if (counting === undefined) continue;
    numbers.push(number);
    insertions.push(...counting);
  }
  if (numbers.length === 0 || numbers.length > mostLines) return undefined;
  const globals = globalsOf(script).slice(0, mostLines - numbers.length);
  insertions.sort((a, b) => a.offset - b.offset);
  const end = text.endsWith('\n') || text === '' ? '' : '\n';
  return { insertions: [...insertions, { offset: text.length, text: end + control(numbers, globals) }], globals };
}

function countingOf(probe: ProbeItem, number: number, text: string): readonly Insertion[] | undefined {
  const { body } = probe;
  const isWhole = text[body.range.start] === '{' && text[body.range.end - 1] === '}';
  if (probe.aliases.length > 0 || !isWhole) return undefined;
  const count = `${ours}${number} <<< local_clock_ns() - ${ours}start`;
  const exits = exitsOf(body, text);
  return (
    exits && [
      {
        offset: body.range.start + 1,
        text: ` if (${ours}off_${number}) next; ${ours}start = local_clock_ns();`,
      },
      ...exits.flatMap(({ start, end, isClosed }) => [
        { offset: start, text: `{ ${count}; ` },
        { offset: end, text: isClosed ? ' }' : '; }' },
      ]),
      { offset: body.range.end - 1, text: `; ${count} ` },
    ]
  );
}

/** The `next` statements of a handler; undefined where one is hidden in a macro. */
function exitsOf(
  body: Block,
  text: string,
): readonly { readonly start: number; readonly end: number; readonly isClosed: boolean }[] | undefined {
  const exits: { start: number; end: number; isClosed: boolean }[] = [];
  let isHidden = false;
  walkStatement(body, {
    statement({ kind, range }) {
      if (kind !== 'next') return;
      const said = text.slice(range.start, range.end);
      if (!said.startsWith('next')) isHidden = true;
      exits.push({ ...range, isClosed: said.endsWith(';') });
    },
  });
  return isHidden ? undefined : exits;
}

/**
 * Globals that the script itself reads. stap prints those which nobody reads when the script ends, and would not if the copy read them.
 */
function globalsOf({ tree, names, text }: SystemTapScript): readonly CountedGlobal[] {
  const read = new Set(
    names.occurrences
      .filter(({ write, range, declaration }) => !write && range.start !== declaration.nameRange.start)
      .map(({ declaration }) => declaration.nameRange.start),
  );
  return tree.items.flatMap((item) =>
    item.kind === 'global'
      ? item.variables.flatMap(({ name }): readonly CountedGlobal[] => {
          if (!read.has(name.range.start) || text.slice(name.range.start, name.range.end) !== name.text) return [];
          const type = tree.types.spelledAt(name.range.start, name.text);
          const line = text.slice(0, name.range.start).split('\n').length - 1;
          const isScalar = type === 'long' || type === 'string' || type === 'stats';
          return [{ name: name.text, line, type: isScalar ? type : 'other' }];
        })
      : [],
  );
}

/**
 * What stands behind the script: a line a probe and a global when read; `PROBE 0|1`, `set NAME VALUE` and `empty NAME` when written. Where
 * `$value` stands more than once stap numbers the places in another order each time, and finds no module of an earlier run.
 */
function control(numbers: readonly number[], globals: readonly CountedGlobal[]): string {
  const stat = (number: number) => `${ours}${number}`;
  const figures = (number: number) =>
    `@count(${stat(number)}), @sum(${stat(number)}), @count(${stat(number)}) ? @max(${stat(number)}) : 0`;
  const told = [
    ...numbers.map((number) => `sprintf("${number} %d %d %d %d\\n", ${figures(number)}, ${ours}off_${number})`),
    ...globals.flatMap(({ name, type }) => {
      if (type === 'long') return [`sprintf("global ${name} %d\\n", ${name})`];
      if (type === 'string') return [`sprintf("global ${name} %s\\n", text_str(${name}))`];
      return type === 'stats' ? [`sprintf("global ${name} %d\\n", @count(${name}))`] : [];
    }),
  ];
  const orders = [
    ...numbers.map((number) => `if (${ours}word == "${number}") ${ours}off_${number} = strtol(${ours}rest, 10)`),
    ...globals.flatMap(({ name, type }) => {
      const order = (word: string, what: string) => `if (${ours}word == "${word}" && ${ours}name == "${name}") ${what}`;
      const set = type === 'long' ? [`strtol(${ours}rest, 10)`] : type === 'string' ? [`${ours}rest`] : [];
      return [...set.map((value) => order('set', `${name} = ${value}`)), order('empty', `delete ${name}`)];
    }),
  ];
  return `# What follows, and what begins with ${ours} above, was added to tell what the probes do and to switch them.
global ${numbers.flatMap((number) => [stat(number), `${ours}off_${number}`]).join(', ')}
function ${ours}line:string(line:long) {
${told.map((piece, line) => `  if (line == ${line}) return ${piece}`).join('\n')}
  return ""
}
probe procfs("tracewright").read.maxsize(${told.length * 200 + 200}) {
  for (${ours}n = 0; ${ours}n < ${told.length}; ${ours}n++) $value .= ${ours}line(${ours}n)
}
probe procfs("tracewright").write {
  ${ours}word = tokenize($value, " \\n")
  ${ours}name = ${ours}word == "set" || ${ours}word == "empty" ? tokenize("", " \\n") : ""
  ${ours}rest = tokenize("", "\\n")
${orders.map((order) => `  ${order}`).join('\n')}
}
probe end(9223372036854775807), error(9223372036854775807) {
${numbers.map((number) => `  warn(sprintf("tracewright ${number} %d %d %d", ${figures(number)}))`).join('\n')}
}
`;
}
