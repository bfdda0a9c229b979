// Checks of calls: names, numbers of arguments, printf formats, and where their values may go.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Source } from '../language.ts';
import { checkFormat } from './checkFormat.ts';
import { arityOf, functionsByName } from './functions.ts';
import type { BpftraceScript } from './parse.ts';
import type { Call, Item } from './tree.ts';
import { NEWEST, releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** Findings about all calls. */
export function checkCalls(script: BpftraceScript, source: Source): readonly Finding[] {
  const findings: Finding[] = [];
  const own = new Set<string>();
  let seesOtherFiles = false;
  for (const item of script.tree.items) {
    if (item.kind === 'macro' || item.kind === 'subprogram') own.add(item.name.text);
    if (item.kind === 'import' || (item.kind === 'preprocessor' && /^#\s*define\s+\w+\(/.test(item.text)))
      seesOtherFiles = true;
  }
  const release = releaseOf(source.pack) ?? NEWEST;
  const visit: Visit = {
    statement: (statement) => {
      if (statement.kind === 'import') seesOtherFiles = true;
    },
    expression: (expression) => {
      if (expression.kind !== 'call') return;
      const { callee } = expression;
      if (own.has(callee.text)) return;
      const fact = functionsByName.get(callee.text);
      if (!fact) {
        if (!seesOtherFiles && isPlainCall(callee.text)) findings.push(unknownFunction(expression, own, release));
        return;
      }
      findings.push(...checkArity(expression));
      findings.push(...checkFormat(expression, release));
    },
  };
  for (const item of script.tree.items) walkItem(item, visit);
  return findings;
}

function walkItem(item: Item, visit: Visit): void {
  if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
  if (item.kind === 'probe' || item.kind === 'macro' || item.kind === 'subprogram') walkBlock(item.body, visit);
}

/** Internal names of bpftrace and its type constructs are none of ours. */
function isPlainCall(name: string): boolean {
  return !name.startsWith('__') && name !== 'typeof' && name !== '';
}

function unknownFunction({ callee }: Call, own: ReadonlySet<string>, release: number): Finding {
  const near = nearestNames(callee.text, [...functionsByName.keys(), ...own]);
  const [best] = near;
  return {
    range: callee.range,
    // A release newer than this knowledge may well have it.
    severity: release > NEWEST ? 'warning' : 'error',
    code: 'unknown-function',
    message: `bpftrace has no function \`${callee.text}\`.${best === undefined ? '' : ` Did you mean \`${best}\`?`}`,
    fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range: callee.range, newText }] })),
  };
}

function checkArity({ callee, arguments: given }: Call): readonly Finding[] {
  const fact = functionsByName.get(callee.text);
  const arity = fact && arityOf(fact);
  if (!fact || !arity || (arity.least <= given.length && given.length <= arity.most)) return [];
  const { least, most } = arity;
  const wanted = least === most ? `${most}` : `${least} to ${most}`;
  const noun = most === 1 ? 'argument' : 'arguments';
  return [
    {
      range: callee.range,
      severity: 'error',
      code: 'argument-count',
      message: `\`${callee.text}\` takes ${most === 0 ? 'no' : wanted} ${noun}, here ${given.length === 1 ? 'is one' : `are ${given.length}`}: \`${fact.signatures.join('` or `')}\`.`,
    },
  ];
}
