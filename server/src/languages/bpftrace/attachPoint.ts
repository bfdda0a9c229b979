// A probe point's parts. To bpftrace's parser it is raw text; what the parts mean is each provider's affair.

/** A piece between colons, with its place in the text. */
export interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A probe point, taken apart. */
export interface AttachPoint {
  /** The provider's full name, undefined for one that is not known. */
  readonly provider: Provider | undefined;
  /** All parts, the provider's first. */
  readonly parts: readonly Part[];
}

/** Kinds of probes by their newest full name. */
export type Provider =
  | 'kprobe'
  | 'kretprobe'
  | 'fentry'
  | 'fexit'
  | 'tracepoint'
  | 'rawtracepoint'
  | 'uprobe'
  | 'uretprobe'
  | 'usdt'
  | 'profile'
  | 'interval'
  | 'software'
  | 'hardware'
  | 'watchpoint'
  | 'asyncwatchpoint'
  | 'iter'
  | 'begin'
  | 'end'
  | 'self'
  | 'test'
  | 'bench';

/** Every way to write a provider, in lower case. */
export const providerNames: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  ['kprobe', 'kprobe'],
  ['k', 'kprobe'],
  ['kretprobe', 'kretprobe'],
  ['kr', 'kretprobe'],
  ['fentry', 'fentry'],
  ['kfunc', 'fentry'],
  ['f', 'fentry'],
  ['fexit', 'fexit'],
  ['kretfunc', 'fexit'],
  ['fr', 'fexit'],
  ['tracepoint', 'tracepoint'],
  ['t', 'tracepoint'],
  ['rawtracepoint', 'rawtracepoint'],
  ['rt', 'rawtracepoint'],
  ['uprobe', 'uprobe'],
  ['u', 'uprobe'],
  ['uretprobe', 'uretprobe'],
  ['ur', 'uretprobe'],
  ['usdt', 'usdt'],
  ['profile', 'profile'],
  ['p', 'profile'],
  ['interval', 'interval'],
  ['i', 'interval'],
  ['software', 'software'],
  ['s', 'software'],
  ['hardware', 'hardware'],
  ['h', 'hardware'],
  ['watchpoint', 'watchpoint'],
  ['w', 'watchpoint'],
  ['asyncwatchpoint', 'asyncwatchpoint'],
  ['aw', 'asyncwatchpoint'],
  ['iter', 'iter'],
  ['it', 'iter'],
  ['begin', 'begin'],
  ['end', 'end'],
  ['self', 'self'],
  ['test', 'test'],
  ['bench', 'bench'],
]);

/** Splits a probe point at its colons, those in quotes aside. */
export function parseAttachPoint(text: string): AttachPoint {
  const parts: Part[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '\\' && quoted) at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (at >= text.length || (text[at] === ':' && !quoted)) {
      parts.push(trimmed(text, start, Math.min(at, text.length)));
      start = at + 1;
    }
  }
  const [first] = parts;
  const name = first?.text ?? '';
  // `U` is USDT's short name; small, it is a uprobe's.
  const provider = name === 'U' ? 'usdt' : providerNames.get(name.toLowerCase());
  return { provider, parts };
}

/** A part without the blanks around it, which releases before 0.26 pass over. */
function trimmed(text: string, start: number, end: number): Part {
  const raw = text.slice(start, end);
  const from = start + raw.length - raw.trimStart().length;
  return { text: raw.trim(), start: from, end: from + raw.trim().length };
}

/** Whether a name stands for several. */
export function isGlob(name: string): boolean {
  return /[*?[]/.test(name);
}

/** What a probe of the kernel's functions names. */
export interface FunctionPoint {
  readonly module: string | undefined;
  /** Without an offset. */
  readonly name: string;
  /** Where the name stands in the probe point's text. */
  readonly part: Part;
}

/** The function of a kprobe, kretprobe, fentry or fexit; undefined for others, addresses, and what is not written yet. */
export function functionPointOf({ provider, parts }: AttachPoint): FunctionPoint | undefined {
  if (provider !== 'kprobe' && provider !== 'kretprobe' && provider !== 'fentry' && provider !== 'fexit')
    return undefined;
  const part = parts.at(-1);
  if (!part || parts.length < 2 || parts.length > 3) return undefined;
  const [name = ''] = part.text.replaceAll('"', '').split('+');
  if (name === '' || /^\d/.test(name) || name.includes('$')) return undefined;
  return { module: parts.length === 3 ? parts[1]?.text : undefined, name, part };
}

/** Subsystem and name of a tracepoint. */
export function tracepointOf({
  provider,
  parts,
}: AttachPoint): { readonly subsystem: string; readonly name: string } | undefined {
  const [, subsystem, name] = parts;
  if (provider !== 'tracepoint' || !subsystem || !name || parts.length !== 3) return undefined;
  return { subsystem: subsystem.text, name: name.text };
}

/** Name of a raw tracepoint. */
export function rawTracepointOf({ provider, parts }: AttachPoint): string | undefined {
  return provider === 'rawtracepoint' && parts.length >= 2 ? parts.at(-1)?.text : undefined;
}

/** What a uprobe, uretprobe or USDT probe names; undefined for others, addresses, and what is not written yet. */
export interface ProgramPoint {
  readonly path: string;
  /** Where the path stands in the probe point's text. */
  readonly pathPart: Part;
  readonly kind: 'function' | 'marker';
  /** Of a marker, where it is written. */
  readonly provider: string | undefined;
  readonly name: string;
  readonly namePart: Part;
}

/** What a `uprobe:` or `usdt:` names; undefined for other kinds. */
export function programPointOf({ provider, parts }: AttachPoint): ProgramPoint | undefined {
  const isMarker = provider === 'usdt';
  if (!isMarker && provider !== 'uprobe' && provider !== 'uretprobe') return undefined;
  const [, pathPart, second] = parts;
  const namePart = parts.at(-1);
  if (!pathPart || !second || !namePart || parts.length > 4) return undefined;
  const path = pathPart.text.replaceAll('"', '');
  const [name = ''] = namePart.text.replaceAll('"', '').split('+');
  // Between path and function of a uprobe stands the language whose names it is written in.
  const isDemangled = !isMarker && parts.length === 4;
  if (path === '' || isGlob(path) || name === '' || /^\d|\$/.test(name) || isDemangled) return undefined;
  const kind = isMarker ? 'marker' : 'function';
  return { path, pathPart, kind, provider: parts.length === 4 ? second.text : undefined, name, namePart };
}
