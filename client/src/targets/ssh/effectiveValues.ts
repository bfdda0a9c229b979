// Which lines of a parsed ssh_config hold for a host: first value wins, Host and Match as ssh takes them (readconf.c).
import { userInfo } from 'node:os';
import type { Directive, Line } from 'ssh-config';

/** Values by lower-case keyword; several where a keyword takes several or adds up. */
export type ConfigValues = Readonly<Record<string, string | readonly string[]>>;

/** Keywords whose values of all matching lines hold. */
const addsUp = new Set(['identityfile', 'certificatefile']);

/** What a line may be: Host and Match hold lines themselves, comments and empty lines have no keyword. */
interface AnyLine {
  readonly type: Line['type'];
  readonly param?: string;
  readonly value?: Directive['value'];
  readonly config?: Iterable<Line>;
}

type Values = Record<string, string | string[]>;

/** `user` undefined: none was named with the host. `Match exec` is never run, and so never holds. */
export function effectiveValues(lines: Iterable<Line>, host: string, user: string | undefined): ConfigValues {
  const values: Values = user === undefined ? {} : { user };
  const all: readonly AnyLine[] = [...lines];
  take(all, { host, isFinal: false }, values);
  // One `Match final` makes ssh read all of it once more, with what is known by then.
  const asksAgain = all.some((line) => /^match$/i.test(line.param ?? '') && wordsOf(line.value).some(isFinalWord));
  if (asksAgain) take(all, { host, isFinal: true }, values);
  return values;
}

interface Asked {
  readonly host: string;
  readonly isFinal: boolean;
}

function take(lines: Iterable<AnyLine>, asked: Asked, values: Values): void {
  for (const { param, value, config } of lines) {
    if (param === undefined || value === undefined) continue;
    const keyword = param.toLowerCase();
    if (config !== undefined) {
      const holds = keyword === 'host' ? covers(wordsOf(value), asked.host) : meets(wordsOf(value), asked, values);
      if (holds) take(config, asked, values);
    } else set(values, keyword, value);
  }
}

function set(values: Values, keyword: string, value: Directive['value']): void {
  if (addsUp.has(keyword)) values[keyword] = [...new Set([...(values[keyword] ?? []), ...wordsOf(value)])];
  // Of a jump and a command the first that is named holds, also where it says `none`.
  else if (keyword === 'proxycommand' && values.proxyjump !== undefined) return;
  else if (keyword === 'proxyjump' && values.proxycommand !== undefined) return;
  else values[keyword] ??= typeof value === 'string' ? value : wordsOf(value);
}

/** Criteria of a Match line; all have to hold, `!` before one turns it round. */
function meets(words: readonly string[], { host, isFinal }: Asked, values: Values): boolean {
  const hostName = typeof values.hostname === 'string' ? values.hostname.replaceAll('%h', host) : host;
  const me = userInfo().username;
  const names: Readonly<Record<string, string | undefined>> = {
    host: hostName,
    originalhost: host,
    user: typeof values.user === 'string' ? values.user : me,
    localuser: me,
    tagged: typeof values.tag === 'string' ? values.tag : '',
  };
  for (let at = 0; at < words.length; at++) {
    const isTurned = words[at]?.startsWith('!') === true;
    const criterion = words[at]?.slice(isTurned ? 1 : 0).toLowerCase() ?? '';
    if (criterion === 'all') continue;
    if (criterion === 'canonical' || criterion === 'final') {
      if ((criterion === 'final' && isFinal) === isTurned) return false;
      continue;
    }
    const patterns = words[++at]?.split(',') ?? [];
    const name = names[criterion];
    // What cannot be told here, turned round or not, does not hold.
    if (name === undefined) return false;
    const lower = criterion === 'host' || criterion === 'originalhost';
    if (covers(lower ? patterns.map((pattern) => pattern.toLowerCase()) : patterns, name) === isTurned) return false;
  }
  return true;
}

/** One of the patterns matches, and none of those after a `!`. */
function covers(patterns: readonly string[], name: string): boolean {
  const holds = (pattern: string): boolean => expressionOf(pattern).test(name);
  if (patterns.some((pattern) => pattern.startsWith('!') && holds(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && holds(pattern));
}

function expressionOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

function wordsOf(value: Directive['value'] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}

function isFinalWord(word: string): boolean {
  return /^!?final$/i.test(word);
}
