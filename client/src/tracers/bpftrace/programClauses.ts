// Tells which clause of a bpftrace script each BPF program comes from, by its name and by the order in which they were loaded.
import type { ScriptClause } from '../../../../server/src/protocol.ts';
import type { AssignPrograms, BpfProgram } from '../bpfMeter.ts';

/** The kernel keeps so many characters of a name that comes without type information. */
const keptCharacters = 15;

/** What a clause makes: how its programs are called, and how many there can be. */
interface Maker {
  readonly mayMake: (program: BpfProgram) => boolean;
  readonly most: number;
}

/**
 * bpftrace loads its programs in the order of the script, those of a clause one after the other. Where that and the names leave more
 * than one way to share them out, nothing is claimed at all.
 */
export const clausesOfPrograms: AssignPrograms = (programs, clauses) => {
  const shared = sharedOut(programs, clauses.map(makerOf));
  if (shared === undefined) return programs.map(() => []);
  return shared.map((maker) => [maker, ...clausesRunBy(maker, shared, clauses)].sort((a, b) => a - b));
};

/** Where the kernel can, one program runs at a function's entry and at its return: the clause of the return has none of its own. */
function clausesRunBy(maker: number, shared: readonly number[], clauses: readonly ScriptClause[]): readonly number[] {
  const entries = new Set(clauses[maker]?.points.flatMap((point) => /^(?:kprobe|k):(.*)$/.exec(point)?.[1] ?? []));
  return clauses.flatMap(({ points }, clause) => {
    const returns = points.map((point) => /^(?:kretprobe|kr):(.*)$/.exec(point)?.[1]);
    const isRunThere = returns.some((name) => name !== undefined && entries.has(name));
    return isRunThere && !shared.includes(clause) ? [clause] : [];
  });
}

function makerOf({ points }: ScriptClause): Maker {
  const makers = points.map(pointMaker);
  return {
    mayMake: (program) => makers.some(({ mayMake }) => mayMake(program)),
    most: makers.reduce((sum, { most }) => sum + most, 0),
  };
}

function pointMaker(point: string): Maker {
  const last = point.split(':').at(-1) ?? point;
  // Releases spell times with a unit in different ways (`interval:1s`), so only the kind of the probe is looked at.
  const isTimed = /^\d+(?:hz|us|ms|s|m|h)$/.test(last);
  const whole = isTimed ? /^(?:interval|profile|\d)/ : wildcard(last);
  return {
    most: /[*?[{]/.test(point) ? Number.POSITIVE_INFINITY : 1,
    mayMake: ({ name }) => {
      if (name === '' || whole.test(name) || whole.test(name.replace(/_\d+$/, ''))) return true;
      return name.length >= keptCharacters && mayBegin(last, name);
    },
  };
}

/** The last part of a probe point as the end of a program's name, in which everything but letters and digits is `_`. */
function wildcard(last: string): RegExp {
  const source = [...last]
    .map((sign) => (sign === '*' ? '.*' : sign === '?' ? '.' : /\w/.test(sign) ? sign : '_'))
    .join('');
  return new RegExp(`(?:^|_)${source}$`, 'i');
}

/** Whether a shortened name can be the beginning of what the last part of a probe point stands for. */
function mayBegin(last: string, name: string): boolean {
  const [before = ''] = last.split(/[*?[{]/, 1);
  const fixed = before.replace(/\W/g, '_');
  return fixed.startsWith(name) || (before !== last && name.startsWith(fixed));
}

/** A way of sharing out the programs from one on: how many makers get some, and whether another does as well. */
interface Way {
  readonly makersServed: number;
  readonly isOnly: boolean;
  /** Whether this program is the maker's, or the next maker's turn comes. */
  readonly takes: boolean;
}

/**
 * The index of its maker for each program; undefined where there are several ways. A way that serves more makers is the better one: a
 * place that one clause was attached to is there for any other that names it.
 */
function sharedOut(programs: readonly BpfProgram[], makers: readonly Maker[]): readonly number[] | undefined {
  const known = new Map<string, Way | undefined>();
  const best = (at: number, maker: number, used: number): Way | undefined => {
    const key = `${at} ${maker} ${used}`;
    if (!known.has(key)) known.set(key, find(at, maker, used));
    return known.get(key);
  };
  const find = (at: number, maker: number, used: number): Way | undefined => {
    const [program, made] = [programs[at], makers[maker]];
    if (program === undefined) return { makersServed: 0, isOnly: true, takes: false };
    if (made === undefined) return undefined;
    const isTaker = used < made.most && made.mayMake(program);
    const taken = isTaker ? best(at + 1, maker, after(used, made)) : undefined;
    const left = best(at, maker + 1, 0);
    const served = taken ? taken.makersServed + (used === 0 ? 1 : 0) : -1;
    if (!taken && !left) return undefined;
    if (taken && left && served === left.makersServed) return { makersServed: served, isOnly: false, takes: true };
    if (taken && served > (left?.makersServed ?? -1)) {
      return { makersServed: served, isOnly: taken.isOnly, takes: true };
    }
    return left && { makersServed: left.makersServed, isOnly: left.isOnly, takes: false };
  };
  if (best(0, 0, 0)?.isOnly !== true) return undefined;
  const shared: number[] = [];
  for (let maker = 0, used = 0; shared.length < programs.length; ) {
    const made = makers[maker];
    if (made && best(shared.length, maker, used)?.takes) {
      shared.push(maker);
      used = after(used, made);
    } else {
      maker++;
      used = 0;
    }
  }
  return shared;
}

/** How many a maker has made, as far as it matters. */
function after(used: number, { most }: Maker): number {
  return Number.isFinite(most) ? used + 1 : 1;
}
