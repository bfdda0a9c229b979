// How far one more run may lie from repeats of it by chance alone, for values whose spread nothing but the repeats tells.

/** Of Student's distribution with 1, 2, … degrees of freedom, what 99 % lie within. */
const within99 = [63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169];
/** The same of the normal distribution. */
const normal = 2.5758;
/** Tracers print whole numbers: so much is lost of the one or the other. */
const rounding = 1;

/**
 * Half the width of the interval about the mean of the repeats in which one more run lies in 99 of 100 cases: Student's prediction interval,
 * t · s · √(1 + 1/n), n being the repeats and s their standard deviation. It holds for values that are nearly normal from run to run, as
 * averages and sums over many events are; for least and greatest values it is a rough guide. Two repeats say little and the interval is wide
 * accordingly. Of 100 keys that did not change, one will still lie outside. Undefined where there are fewer than two repeats: one alone
 * does not tell how much it varies.
 */
export function repeatNoise(repeats: readonly number[]): number | undefined {
  const count = repeats.length;
  if (count < 2) return undefined;
  const mean = repeats.reduce((sum, one) => sum + one, 0) / count;
  const deviation = Math.sqrt(repeats.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1));
  return Math.max(rounding, student(count - 1) * deviation * Math.sqrt(1 + 1 / count));
}

/** Beyond the table by Fisher's expansion, which is right to three digits there. */
function student(freedom: number): number {
  const known = within99[freedom - 1];
  if (known !== undefined) return known;
  const [z, z3, z5] = [normal, normal ** 3, normal ** 5];
  return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2);
}
