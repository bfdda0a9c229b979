// Reads a probe description into its four parts.

/** Provider, module, function, name; '' stands for any. */
export interface ProbeParts {
  readonly provider: string;
  readonly module: string;
  readonly function: string;
  readonly name: string;
}

/** Parts are told from the right: `vfs_read:entry` is function and name. Undefined for more than four. */
export function readProbeSpec(spec: string): ProbeParts | undefined {
  const parts = spec.split(':');
  if (parts.length > 4) return undefined;
  const [name = '', fn = '', module = '', provider = ''] = parts.reverse();
  return { provider, module, function: fn, name };
}

/** Whether a part matches all. */
export function isAny(part: string): boolean {
  return part === '' || part === '*';
}

/** Whether it names a timer, which exists in any number: `tick-1sec`, `profile-97`. */
export function isTimer({ provider, name }: ProbeParts): boolean {
  return (
    isProvider(provider, 'profile') &&
    /^(?:tick|profile)-\d+(?:ns|nsec|us|usec|ms|msec|s|sec|m|min|h|hour|d|day|hz)?$/i.test(name)
  );
}

/** Whether it names something of a program, found only when the script runs. */
export function isOfProgram({ provider }: ProbeParts): boolean {
  return provider.includes('$') || /^pid\d+$/.test(provider) || /[A-Za-z_]\d+$/.test(provider);
}

function isProvider(written: string, provider: string): boolean {
  return written === '' || written === provider;
}
