// What the target's bpftrace is too old or too new for at the top of a script: items and probe points.
import type { Range } from '../../syntax/range.ts';
import { parseAttachPoint } from './attachPoint.ts';
import type { Needs } from './checkVersions.ts';
import { constructs } from './constructs.ts';
import { probeFacts } from './probeFacts.ts';
import type { Item, Probe } from './tree.ts';

/** Notes what went away after a release, the N of 0.N. */
type Removed = (range: Range, what: string, until: number) => void;

/** Notes what an item needs; its blocks are the caller's. */
export function checkItemVersions(item: Item, needs: Needs, removed: Removed): void {
  switch (item.kind) {
    case 'config':
    case 'import':
    case 'mapDeclaration':
      needs(item.range, constructs[item.kind]);
      break;
    case 'macro':
    case 'subprogram':
      needs(item.name.range, constructs[item.kind]);
      if (item.kind === 'subprogram' && item.result?.of) needs(item.result.range, constructs.typeof);
      break;
    case 'definition':
      if (/\}\s*__attribute__/.test(item.text)) needs(item.range, constructs.attribute);
      break;
    case 'probe':
      if (item.isNamed) needs({ start: item.range.start, end: item.range.start + 1 }, constructs.namedProbe);
      for (const point of item.points) checkPoint(point, needs, removed);
  }
}

function checkPoint({ text, range }: Probe['points'][number], needs: Needs, removed: Removed): void {
  const { provider, parts } = parseAttachPoint(text);
  const [first, second] = parts;
  const question = text.indexOf('?');
  if (question >= 0) needs({ start: range.start + question, end: range.start + question + 1 }, constructs.questionMark);
  const written = first?.text ?? '';
  const fact = probeFacts.find((one) => one.provider === provider);
  if (!fact || !provider) return;
  const what = `The probe type \`${written}\``;
  needs(range, { what, since: fact.since });
  if (fact.until !== undefined) removed(range, what, fact.until);
  const name = { start: range.start, end: range.start + written.length };
  if (/^fentry$/i.test(written)) needs(name, constructs.fentryName);
  if (/^fexit$/i.test(written)) needs(name, constructs.fexitName);
  const usual = provider === 'begin' || provider === 'end' ? written.toUpperCase() : written.toLowerCase();
  if (written !== usual && (fact.since === undefined || provider === 'rawtracepoint'))
    needs(name, constructs.smallLetters);
  if (parts.length === 3 && second?.text !== '') {
    if (provider === 'kprobe' || provider === 'kretprobe') needs(range, constructs.kprobeModule);
    if (provider === 'rawtracepoint') needs(range, constructs.rawtracepointModule);
  }
  if ((provider === 'interval' || provider === 'profile') && parts.length === 2) needs(range, constructs.duration);
}
