// What the target's bpftrace is too old for: constructs, probes, functions and builtins, each with the release it came with.
import type { Finding } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { parseAttachPoint } from './attachPoint.ts';
import { builtinsByName } from './builtins.ts';
import { functionsByName } from './functions.ts';
import type { BpftraceScript } from './parse.ts';
import { probeFacts } from './probeFacts.ts';
import type { Expression, Item, Statement } from './tree.ts';
import { releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** Findings about all that is newer than the target's release; none where that is not known. */
export function checkVersions({ tree, text, names }: BpftraceScript, { pack }: Source): readonly Finding[] {
  const release = releaseOf(pack);
  if (release === undefined) return [];
  const findings: Finding[] = [];
  const own = new Set(names.declarations.map(({ name }) => name));
  const needs = (first: number | undefined, range: Range, what: string): void => {
    if (first === undefined || release >= first) return;
    findings.push({
      range,
      severity: 'error',
      code: 'needs-newer-bpftrace',
      message: `${what} came with bpftrace 0.${first}; the target has 0.${release}.`,
    });
  };
  const visit: Visit = {
    statement: (statement) => checkStatement(statement, needs),
    expression: (expression) => {
      checkExpression(expression, text, needs);
      if (expression.kind === 'call' && !own.has(expression.callee.text)) {
        const { callee } = expression;
        needs(functionsByName.get(callee.text)?.since, callee.range, `\`${callee.text}()\``);
      } else if (expression.kind === 'identifier' && !own.has(expression.name)) {
        const fact = builtinsByName.get(expression.name);
        needs(fact?.since, expression.range, `\`${expression.name}\``);
      }
    },
  };
  for (const item of tree.items) {
    checkItem(item, needs);
    if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
    if (item.kind === 'probe' || item.kind === 'macro' || item.kind === 'subprogram') walkBlock(item.body, visit);
  }
  return findings;
}

type Needs = (first: number | undefined, range: Range, what: string) => void;

function checkItem(item: Item, needs: Needs): void {
  switch (item.kind) {
    case 'config':
      needs(19, item.range, 'A `config` block');
      break;
    case 'import':
      needs(24, item.range, '`import`');
      break;
    case 'macro':
      needs(24, item.name.range, 'Macros');
      break;
    case 'subprogram':
      needs(23, item.name.range, 'Functions of the script');
      break;
    case 'mapDeclaration':
      needs(24, item.range, 'Map declarations');
      break;
    case 'probe':
      for (const { text, range } of item.points) {
        const { provider, parts } = parseAttachPoint(text);
        const [first] = parts;
        const written = first?.text ?? '';
        needs(probeFacts.find((fact) => fact.provider === provider)?.since, range, `\`${written}\` probes`);
        if (/^(?:fentry|fexit)$/i.test(written))
          needs(21, range, `The name \`${written}\` (before: \`k${written === 'fentry' ? '' : 'ret'}func\`)`);
        if (written === 'begin' || written === 'end') needs(24, range, `\`${written}\` in small letters`);
      }
  }
}

function checkStatement(statement: Statement, needs: Needs): void {
  if (statement.kind === 'let') needs(22, statement.range, '`let`');
  else if (statement.kind === 'for') {
    const first = statement.to || !statement.parenthesised ? 24 : 21;
    needs(
      first,
      { start: statement.range.start, end: statement.name.range.end },
      statement.to ? '`for` over a range' : '`for`',
    );
  } else if (statement.kind === 'import') needs(24, statement.range, '`import`');
}

function checkExpression(expression: Expression, text: string, needs: Needs): void {
  switch (expression.kind) {
    case 'boolean':
      needs(24, expression.range, 'Booleans');
      break;
    case 'record':
      needs(25, expression.range, 'Records');
      break;
    case 'block':
      needs(24, expression.range, 'Blocks as expressions');
      break;
    case 'addressOf':
      needs(25, expression.range, 'The address of a variable or map');
      break;
    case 'typeinfo':
      needs(25, expression.range, '`typeinfo`');
      break;
    case 'comptime':
      needs(25, expression.range, '`comptime`');
      break;
    case 'conditional':
      if (!expression.whenTrue) needs(26, expression.range, '`?:` without a middle');
      break;
    case 'integer':
      if (/[0-9_](?:ns|us|ms|[smhd])$/.test(expression.text)) needs(24, expression.range, 'Durations');
      break;
    case 'member': {
      const { object, operator } = expression;
      if (object.kind === 'identifier' && object.name === 'args' && operator.text === '.') {
        needs(
          19,
          { start: object.range.start, end: expression.name.range.end },
          `\`args.\` (before: \`args->${text.slice(expression.name.range.start, expression.name.range.end)}\`)`,
        );
      }
    }
  }
}
