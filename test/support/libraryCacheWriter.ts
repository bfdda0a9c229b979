// Writes the linker's cache of libraries as ldconfig does: the new form alone, or behind the old one.

export interface CacheEntry {
  readonly name: string;
  readonly path: string;
  /** FLAG_… of glibc's ldconfig.h; left out: a library of x86-64. */
  readonly flags?: number;
}

export interface CacheForm {
  readonly littleEndian: boolean;
  readonly behindOld: boolean;
  /** Whether the header tells the byte order, as since glibc 2.33. */
  readonly tellsOrder: boolean;
}

export function writeLibraryCache(entries: readonly CacheEntry[], form: CacheForm): Buffer {
  const { littleEndian, behindOld, tellsOrder } = form;
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    littleEndian ? bytes.writeUInt32LE(value) : bytes.writeUInt32BE(value);
    return bytes;
  };
  const header = 48;
  let at = header + entries.length * 24;
  const strings: Buffer[] = [];
  const put = (text: string): Buffer => {
    const place = number(at);
    const bytes = Buffer.from(`${text}\0`);
    strings.push(bytes);
    at += bytes.length;
    return place;
  };
  const table = entries.map(({ name, path, flags = 0x0303 }) =>
    Buffer.concat([number(flags), put(name), put(path), Buffer.alloc(12)]),
  );
  const order = tellsOrder ? (littleEndian ? 2 : 3) : 0;
  const length = Buffer.concat(strings).length;
  const start = [Buffer.from('glibc-ld.so.cache1.1'), number(entries.length), number(length), Buffer.from([order])];
  const whole = Buffer.concat([...start, Buffer.alloc(header - 29), ...table, ...strings]);
  if (!behindOld) return whole;
  const old = Buffer.concat([Buffer.from('ld.so-1.7.0\0'), number(entries.length), Buffer.alloc(entries.length * 12)]);
  return Buffer.concat([old, Buffer.alloc((8 - (old.length % 8)) % 8), whole]);
}
