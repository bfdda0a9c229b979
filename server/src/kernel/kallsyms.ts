// Reads `/proc/kallsyms`: the functions, by byte offsets, without making a string a symbol.
import type { NameSpans } from './nameOrder.ts';

/** The functions of kallsyms in the file's order. */
export interface FunctionSymbols extends NameSpans {
  /** Index into `moduleNames`. */
  readonly modules: Uint16Array;
  /** 0 is `vmlinux`. */
  readonly moduleNames: readonly string[];
  /** 1 where the function's code is thrown away after boot. */
  readonly discarded: Uint8Array;
}

const SPACE = 32;
const TAB = 9;
const NEWLINE = 10;
const OPEN = 91;
const CLOSE = 93;

/** Types of kallsyms that are code: `t`, `T`, `w`, `W`. */
const isCode = new Uint8Array(256);
for (const type of 'tTwW') isCode[type.charCodeAt(0)] = 1;

/** Symbols that compilers put beside a function: no one can name them in a probe. */
const notFunctions = ['__pfx_', '__cfi_', '__SCT__', '__SCK__', '__kcfi_typeid_'].map((prefix) => Buffer.from(prefix));

export function readFunctionSymbols(bytes: Uint8Array): FunctionSymbols {
  // A line has at least 21 bytes: 16 digits, a space, the type, a space, a letter and the newline; 8 digits on 32 bit.
  const capacity = Math.floor(bytes.length / 12) + 1;
  let starts = new Uint32Array(Math.min(capacity, 1 << 17));
  let ends = new Uint32Array(starts.length);
  let modules = new Uint16Array(starts.length);
  let discarded = new Uint8Array(starts.length);
  let count = 0;
  const moduleNames = ['vmlinux'];
  const moduleIds = new Map<string, number>();
  let inInit = 0;

  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const lineEnd = newline < 0 ? bytes.length : newline;
    let field = at;
    while (field < lineEnd && bytes[field] !== SPACE) field++;
    const type = bytes[field + 1] ?? 0;
    const start = field + 3;
    at = lineEnd + 1;
    // The file may be cut off anywhere: a last line without its end may hold half a name.
    if (newline < 0 || start >= lineEnd || bytes[field + 2] !== SPACE) continue;
    let end = start;
    while (end < lineEnd && bytes[end] !== TAB && bytes[end] !== SPACE) end++;
    if (isCode[type] === 0) continue;
    // Marks of the linker (`_stext`): the only names that begin with one underscore and end in `text`.
    if (bytes[start] === 95 && bytes[start + 1] !== 95 && equals(bytes, end - 4, end, 'text')) {
      // Behind `_einittext` comes the code that leaves what is built in, which goes with it.
      if (equals(bytes, start, end, '_sinittext')) inInit = 1;
      else if (!equals(bytes, start, end, '_einittext')) inInit = 0;
      continue;
    }
    if (isNoFunction(bytes, start, end)) continue;

    let module = 0;
    if (end < lineEnd) {
      let open = end;
      while (open < lineEnd && bytes[open] !== OPEN) open++;
      let close = open;
      while (close < lineEnd && bytes[close] !== CLOSE) close++;
      const name = Buffer.from(bytes.buffer, bytes.byteOffset + open + 1, Math.max(0, close - open - 1)).toString(
        'latin1',
      );
      // JIT-compiled BPF programs and ftrace's trampolines are listed as modules and are none.
      if (name === '' || name === 'bpf' || name.startsWith('__builtin__')) continue;
      const known = moduleIds.get(name);
      if (known === undefined) {
        if (moduleNames.length > 0xffff) continue;
        moduleIds.set(name, moduleNames.length);
        module = moduleNames.length;
        moduleNames.push(name);
      } else {
        module = known;
      }
    }
    if (count === starts.length) {
      starts = grown(starts, new Uint32Array(count * 2));
      ends = grown(ends, new Uint32Array(count * 2));
      modules = grown(modules, new Uint16Array(count * 2));
      discarded = grown(discarded, new Uint8Array(count * 2));
    }
    starts[count] = start;
    ends[count] = end;
    modules[count] = module;
    discarded[count++] = module === 0 ? inInit : 0;
  }
  return { bytes, starts, ends, count, modules, moduleNames, discarded };
}

function grown<T extends Uint32Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function equals(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

function isNoFunction(bytes: Uint8Array, start: number, end: number): boolean {
  // Nearly all names fail at the first two letters.
  if (bytes[start] !== 95 || bytes[start + 1] !== 95) return endsWithCold(bytes, start, end);
  for (const prefix of notFunctions) {
    let at = 0;
    while (at < prefix.length && bytes[start + at] === prefix[at]) at++;
    if (at === prefix.length) return true;
  }
  // The linker's marks around a kind of code: `__sched_text_start`.
  if (equals(bytes, end - 11, end, '_text_start') || equals(bytes, end - 9, end, '_text_end')) return true;
  return endsWithCold(bytes, start, end);
}

/** `name.cold` is the unlikely part of a function, not its entry. */
function endsWithCold(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start > 5 && bytes[end - 5] === 46 && equals(bytes, end - 4, end, 'cold');
}
