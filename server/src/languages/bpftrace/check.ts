// What bpftrace would refuse, and what would be better otherwise. Nothing attaches: text and pack tell.
import type { Finding } from '../../syntax/finding.ts';
import type { Source } from '../language.ts';
import { checkAggregates } from './checkAggregates.ts';
import { checkArguments } from './checkArguments.ts';
import { checkCalls } from './checkCalls.ts';
import { checkConfig } from './checkConfig.ts';
import { checkContext } from './checkContext.ts';
import { checkDeclarations } from './checkDeclarations.ts';
import { checkEmpty } from './checkEmpty.ts';
import { checkIdentifiers } from './checkIdentifiers.ts';
import { checkKinds } from './checkKinds.ts';
import { checkMaps } from './checkMaps.ts';
import { checkProbes } from './checkProbes.ts';
import { checkTuples } from './checkTuples.ts';
import { checkTypes } from './checkTypes.ts';
import { checkVariables } from './checkVariables.ts';
import { checkVersions } from './checkVersions.ts';
import type { BpftraceScript } from './parse.ts';

/** Findings in text order. With parse errors only what does not depend on the rest of the script is told. */
export function checkBpftrace(script: BpftraceScript, source: Source): readonly Finding[] {
  const findings = [...checkEmpty(script), ...checkProbes(script, source), ...checkVersions(script, source)];
  if (script.errors.length === 0) {
    findings.push(
      ...checkCalls(script, source),
      ...checkArguments(script, source),
      ...checkKinds(script, source),
      ...checkMaps(script, source),
      ...checkConfig(script, source),
      ...checkAggregates(script, source),
      ...checkIdentifiers(script, source),
      ...checkContext(script),
      ...checkTuples(script),
      ...checkTypes(script, source),
      ...checkVariables(script, source),
      ...checkDeclarations(script, source),
    );
  }
  return findings.sort((a, b) => a.range.start - b.range.start);
}
