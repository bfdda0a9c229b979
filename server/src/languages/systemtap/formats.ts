// printf's conversions as stap reads them (staptree.cxx, print_format).

/** One conversion of a format. */
export interface Conversion {
  readonly letter: string;
  /** Values it takes: one, and one more for each `*`. */
  readonly values: number;
}

const conversion = /%(?:%|[0+\- #]?(\*|\d*)(?:\.(\*|\d*))?l?([bcsmMdiouxXp]))/y;

/** The conversions that take values. */
export function conversionsOf(format: string): readonly Conversion[] {
  return scan(format).conversions;
}

/** The first piece of a format that is no conversion. */
export function badConversion(format: string): string | undefined {
  return scan(format).wrong;
}

function scan(format: string): { readonly conversions: readonly Conversion[]; readonly wrong: string | undefined } {
  const conversions: Conversion[] = [];
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', conversion.lastIndex)) {
    conversion.lastIndex = at;
    const [whole, width, precision, letter] = conversion.exec(format) ?? [];
    if (whole === undefined) return { conversions, wrong: format.slice(at, at + 4) };
    if (letter !== undefined) {
      conversions.push({ letter, values: 1 + Number(width === '*') + Number(precision === '*') });
    }
  }
  return { conversions, wrong: undefined };
}
