// The variables of a clause's probes as candidates: only what all its probes bring.
import type { Candidate } from '../../syntax/candidate.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { argumentsOf, type ProbeArgument, shared } from './arguments.ts';
import { releaseOf } from './versions.ts';

/** Arguments that all probe points share; those of which the pack knows nothing leave none. */
export function sharedArguments(probePoints: readonly ProbePoint[], source: Source): readonly ProbeArgument[] {
  return shared(probePoints.map(({ text }) => argumentsOf(text, source.pack) ?? [])) ?? [];
}

/** What all of the probe points bring; only what they share. */
export function contextVariablesOf(probePoints: readonly ProbePoint[], source: Source): readonly Candidate[] {
  const arrow = (releaseOf(source.pack) ?? Number.POSITIVE_INFINITY) < 19;
  return sharedArguments(probePoints, source).map((argument) => candidateOf(argument, arrow));
}

/** `args->x` where `arrow`: releases before 0.19 know nothing else. */
export function candidateOf({ name, type, parameter }: ProbeArgument, arrow: boolean): Candidate {
  const label = arrow ? name.replace('args.', 'args->') : name;
  return {
    label,
    kind: name.startsWith('args.') ? 'field' : 'variable',
    detail: parameter === undefined ? type : `${type} · ${parameter}`,
    documentation: `\`\`\`c\n${type} ${parameter ?? name.replace('args.', '')}\n\`\`\``,
  };
}
