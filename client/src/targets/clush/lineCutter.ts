// Cuts clush's output into lines, however its channel chopped it.

export class LineCutter {
  #rest: Buffer[] = [];

  /** Whole lines without their ends, byte for byte (latin1). */
  *push(bytes: Buffer): Generator<string, void, undefined> {
    let at = 0;
    for (;;) {
      const newline = bytes.indexOf(10, at);
      if (newline < 0) break;
      this.#rest.push(bytes.subarray(at, newline));
      yield Buffer.concat(this.#rest).toString('latin1');
      this.#rest = [];
      at = newline + 1;
    }
    if (at < bytes.length) this.#rest.push(bytes.subarray(at));
  }
}
