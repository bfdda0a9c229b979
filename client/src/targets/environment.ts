// What a target is for, by the user's own patterns: a lab, staging, or production.

/** The least harmful first. */
export const environments = ['lab', 'staging', 'production'] as const;

export type Environment = (typeof environments)[number];

/** Patterns of target names; `*` stands for any characters, `?` for one. */
export type EnvironmentPatterns = Readonly<Partial<Record<Environment, readonly string[]>>>;

/** Where several patterns match, the most harmful counts. `user@` and `:port` of a name may be left out of a pattern. */
export function environmentOf(target: string, patterns: EnvironmentPatterns): Environment | undefined {
  return environments.findLast((environment) =>
    (patterns[environment] ?? []).some((pattern) => matchesTarget(pattern, target)),
  );
}

/** Whether a pattern, as above, is about a target. */
export function matchesTarget(pattern: string, target: string): boolean {
  const bare = target.replace(/^.*@/, '').replace(/:\d+$/, '');
  return [target, bare].some((name) => expressionOf(pattern).test(name));
}

/** That of the most harmful of several targets. */
export function environmentOfAll(targets: readonly string[], patterns: EnvironmentPatterns): Environment | undefined {
  const all = targets.map((target) => environmentOf(target, patterns));
  return environments.findLast((environment) => all.includes(environment));
}

function expressionOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
