// What two packs differ in, as Markdown: for an editor, a terminal, a bug report.
import type { ComparedPack, PackComparison, PartDifference } from '../../../server/src/protocol.ts';
import { spellPack } from './packFolder.ts';

/** Rows below a type or a tracepoint that are listed: a member put in front moves all the others. */
const mostParts = 40;

/** `script`: the name of the script that it was compared for; `most`: rows of each list that are spelled out. */
export function comparisonText(comparison: PackComparison, script?: string, most = Number.POSITIVE_INFINITY): string {
  const { before, after, unknown } = comparison;
  const only = script === undefined ? '' : `, as far as ${code(script)} touches it`;
  const lists = [...scriptLists(comparison, script), ...kernelLists(comparison)].filter(({ rows }) => rows.length > 0);
  const body = lists.map(({ title, rows }) => {
    const left = rows.length - Math.min(rows.length, most);
    const more = left > 0 ? [`- … and ${left.toLocaleString('en-US')} more`] : [];
    return `## ${title}: ${rows.length.toLocaleString('en-US')}\n\n${[...rows.slice(0, most), ...more].join('\n')}`;
  });
  const nothing = `Nothing is different that ${script === undefined ? 'a script could see' : `${code(script)} touches`}.`;
  return [
    clean(`# ${spellPack(before)} → ${spellPack(after)}`),
    `From ${spellOrigin(before)} to ${spellOrigin(after)}${only}.`,
    ...unknown,
    ...(body.length > 0 ? body : [nothing]),
  ]
    .join('\n\n')
    .concat('\n');
}

interface List {
  readonly title: string;
  readonly rows: readonly string[];
}

function scriptLists({ script }: PackComparison, name = 'the script'): readonly List[] {
  if (script === undefined) return [];
  return [
    {
      title: `New findings in ${name}`,
      rows: script.findings.map(({ line, severity, message }) => `- line ${line + 1}: ${severity}: ${clean(message)}`),
    },
    {
      title: 'Probe points that stand for other places',
      rows: script.points.map(({ line, text, before, after, gone, come }) => {
        const counts = `${places(before)} before, ${places(after)} after`;
        const names = [...part('gone', gone), ...part('new', come)];
        return [`- line ${line + 1}: ${code(text)}: ${counts}`, ...names].join('\n');
      }),
    },
    {
      title: 'Variables',
      rows: script.variables.map(({ line, point, name: variable, before, after }) => {
        return `- line ${line + 1}: ${code(variable)} of ${code(point)}: ${change(before, after, 'not there')}`;
      }),
    },
  ];
}

function kernelLists({ modules, functions, tracepoints, types, tapset, config }: PackComparison): readonly List[] {
  const functionsThat = (wanted: string, told: (before: string, after: string) => string): readonly string[] =>
    functions
      .filter((one) => one.change === wanted)
      .map(({ name, module, before = '', after = '' }) => {
        return `- ${code(name)}${module === 'vmlinux' ? '' : ` [${clean(module)}]`}${told(before, after)}`;
      });
  const only = (rows: readonly { change: string; name: string }[], wanted: string): readonly string[] =>
    rows.filter((one) => one.change === wanted).map(({ name }) => `- ${code(name)}`);
  const events = tracepoints.map(({ subsystem, name, ...rest }) => ({ ...rest, name: `${subsystem}:${name}` }));
  return [
    { title: 'Modules no longer loaded', rows: only(modules, 'removed') },
    { title: 'Modules newly loaded', rows: only(modules, 'added') },
    { title: 'Functions removed', rows: functionsThat('removed', () => '') },
    { title: 'Functions no longer traceable', rows: functionsThat('untraceable', (_, why) => `: ${clean(why)}`) },
    {
      title: 'Functions that take or return other types',
      rows: functionsThat('arguments', (was, is) => `: ${code(was)} → ${code(is)}`),
    },
    { title: 'Functions added', rows: functionsThat('added', () => '') },
    { title: 'Functions traceable now', rows: functionsThat('traceable', (why) => `, before: ${clean(why)}`) },
    { title: 'Tracepoints removed', rows: only(events, 'removed') },
    {
      title: 'Tracepoints changed',
      rows: events
        .filter((one) => one.change === 'changed')
        .map(({ name, fields, rawArguments: raw }) => {
          const row = raw && `  - raw arguments: ${code(raw.before)} → ${code(raw.after)}`;
          return [`- ${code(name)}`, ...partRows(fields), ...(row ? [row] : [])].join('\n');
        }),
    },
    { title: 'Tracepoints added', rows: only(events, 'added') },
    { title: 'Types removed', rows: only(types, 'removed') },
    {
      title: 'Types changed',
      rows: types
        .filter((one) => one.change === 'changed')
        .map(({ name, size, members }) => {
          const told = size ? `: ${size.before} → ${size.after} bytes` : '';
          return [`- ${code(name)}${told}`, ...partRows(members)].join('\n');
        }),
    },
    { title: 'Types added', rows: only(types, 'added') },
    {
      title: 'Tapset files',
      rows: tapset.map(({ path, change: how, items }) => {
        const rows = items.map((item) => `  - ${item.kind} ${code(item.name)} ${item.change}`);
        return [`- ${code(path)} ${how}${items.length === 0 ? ': no alias or function' : ''}`, ...rows].join('\n');
      }),
    },
    {
      title: 'CONFIG values',
      rows: config.map(({ name, before, after }) => `- ${code(name)}: ${change(before, after, 'not set')}`),
    },
  ];
}

/** What moved stands together: it follows from what came or went before it. */
function partRows(parts: readonly PartDifference[]): readonly string[] {
  const moved = parts.filter((one) => one.change === 'moved');
  const rows = parts
    .filter((one) => one.change !== 'moved')
    .map(({ name, change: how, before, after }) => {
      const told = how === 'retyped' ? change(before, after, '') : code(before ?? after ?? '');
      return `  - ${code(name)} ${how}: ${told}`;
    });
  const left = rows.length - mostParts;
  if (left > 0) rows.splice(mostParts, left, `  - … and ${left.toLocaleString('en-US')} more`);
  const places = moved.slice(0, mostParts).map(({ name, before, after }) => `${code(name)} ${before} → ${after}`);
  const more = moved.length > mostParts ? `, … and ${moved.length - mostParts} more` : '';
  return moved.length === 0 ? rows : [...rows, `  - moved: ${places.join(', ')}${more}`];
}

function part(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length > mostParts ? `, … and ${(names.length - mostParts).toLocaleString('en-US')} more` : '';
  return [`  - ${what}: ${names.slice(0, mostParts).map(code).join(', ')}${more}`];
}

function change(before: string | undefined, after: string | undefined, absent: string): string {
  return `${before === undefined ? absent : code(before)} → ${after === undefined ? absent : code(after)}`;
}

function places(count: number | undefined): string {
  if (count === undefined) return 'not known';
  return count === 1 ? '1 place' : `${count.toLocaleString('en-US')} places`;
}

function spellOrigin({ release, machine, buildId, collectedAt }: ComparedPack): string {
  const build = buildId === '' ? '' : `, build ${clean(buildId.slice(0, 12))}`;
  return `${clean(`${release} ${machine}`.trim())}${build}, collected ${spellDate(collectedAt)}`;
}

/** A forged pack may tell a moment that no calendar has. */
function spellDate(moment: number): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? 'at an unknown time' : date.toISOString().slice(0, 10);
}

function code(text: string): string {
  return `\`${clean(text).replaceAll('`', "'")}\``;
}

/** A pack's names end up in terminals: nothing that moves a cursor may be among them. */
function clean(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}
