// Hump matching: the typed letters stand at the beginnings of a name's words or go on from there (`vfsr` → `vfs_read`).

/** Letters that a name contains, as a bit set; a name can only match where its set holds the needle's. */
export function letterSet(text: string, start = 0, end = text.length): number {
  let set = 0;
  for (let at = start; at < end; at++) set |= 1 << (text.charCodeAt(at) & 31);
  return set;
}

/** Answers whether a stretch of a text matches by humps; undefined for needles that are empty or longer than 30. */
export function humpMatcher(needle: string): ((text: string, start: number, end: number) => boolean) | undefined {
  if (needle.length === 0 || needle.length > 30) return undefined;
  const positions = new Uint32Array(256);
  for (let at = 0; at < needle.length; at++) {
    const code = needle.charCodeAt(at);
    if (code > 255) return undefined;
    positions[lower(code)] = (positions[lower(code)] ?? 0) | (1 << at);
  }
  const whole = 1 << needle.length;
  // Bit j of `seen`: the needle's first j letters were matched somewhere before; of `adjacent`: right before.
  return (text, start, end) => {
    let seen = 1;
    let adjacent = 0;
    let previous = 0;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      const beginsWord = isWord(code) && (!isWord(previous) || (isUpper(code) && !isUpper(previous)));
      const here = (beginsWord ? seen : adjacent) & (positions[lower(code) & 255] ?? 0);
      adjacent = here << 1;
      seen |= adjacent;
      if ((seen & whole) !== 0) return true;
      previous = code;
    }
    return false;
  };
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

function lower(code: number): number {
  return isUpper(code) ? code + 32 : code;
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || isUpper(code) || (code >= 48 && code <= 57);
}
