// The pack of a script with no target: it knows nothing, so nothing can be called wrong against it.
import type { KernelPack, NameHits } from './kernelPack.ts';
import { noPrograms } from './programs.ts';

const noHits: NameHits<never> = { hits: [], incomplete: false };

/** The pack where no target is known. */
export const emptyPack: KernelPack = {
  manifest: {
    format: 1,
    release: '',
    machine: '',
    buildId: '',
    collectedAt: 0,
    tracers: {},
    tapsetHash: '',
    missing: [],
  },
  knows: () => false,
  functions: { size: 0, named: () => [], search: () => noHits, glob: () => [], countGlob: () => 0 },
  tracepoints: {
    size: 0,
    subsystems: [],
    find: () => undefined,
    named: () => [],
    search: () => noHits,
    glob: () => [],
  },
  types: {
    size: 0,
    type: () => undefined,
    named: () => undefined,
    search: () => noHits,
    spell: () => '',
    resolve: (id) => id,
    members: () => [],
  },
  modules: [],
  config: new Map(),
  errorInjection: new Map(),
  tapset: new Map(),
  probeTypes: [],
  markers: [],
  programs: noPrograms,
};
