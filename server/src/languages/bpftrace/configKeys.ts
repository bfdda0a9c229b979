// The settings of a `config = { … }` block. Data, in own words.
import type { IToken } from 'chevrotain';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import { firstRelease, lacks, releaseOf, type Since } from './versions.ts';

/** One setting of a `config` block. */
export interface ConfigFact {
  readonly key: string;
  readonly documentation: string;
  /** Held against 0.23 and 0.27; `word` is one without quotes up to 0.23. Left out: not looked at. */
  readonly takes?: 'number' | 'toggle' | 'word' | 'choice' | 'text';
  /** Words that it takes, none for numbers and texts. */
  readonly values?: readonly string[];
  /** Left out: it came with the `config` block. */
  readonly since?: Since;
}

const toggles = ['enable', 'warn', 'error'];

export const configFacts: readonly ConfigFact[] = [
  {
    key: 'cache_user_symbols',
    takes: 'choice',
    documentation: 'Whether symbols of user programs are kept.',
    values: ['PER_PID', 'PER_PROGRAM', 'NONE'],
  },
  {
    key: 'cpp_demangle',
    takes: 'toggle',
    documentation: 'Whether C++ names are demangled.',
    values: ['true', 'false'],
  },
  {
    key: 'lazy_symbolication',
    takes: 'toggle',
    documentation: 'Whether user symbols are looked up only when printed.',
    values: ['true', 'false'],
    since: 21,
  },
  { key: 'license', documentation: 'Licence of the BPF programs, `GPL` by default.', since: 24 },
  { key: 'log_size', takes: 'number', documentation: "Size of the verifier's log in bytes." },
  { key: 'max_bpf_progs', takes: 'number', documentation: 'Most BPF programs of a script.' },
  { key: 'max_cat_bytes', takes: 'number', documentation: 'Most bytes that `cat` prints.' },
  { key: 'max_map_keys', takes: 'number', documentation: 'Most entries of a map.' },
  { key: 'max_probes', takes: 'number', documentation: 'Most probes of a script.' },
  { key: 'max_strlen', takes: 'number', documentation: 'Longest string that `str` reads.' },
  { key: 'max_type_res_iterations', documentation: 'Most rounds of looking types up.' },
  {
    key: 'missing_probes',
    takes: 'choice',
    documentation: 'What happens where a probe point does not exist.',
    values: ['error', 'warn', 'ignore'],
    since: 21,
  },
  {
    key: 'on_stack_limit',
    takes: 'number',
    documentation: 'Largest object on the BPF stack, in bytes.',
    since: [20, 23],
  },
  { key: 'perf_rb_pages', takes: 'number', documentation: 'Pages of the ring buffer.' },
  {
    key: 'print_maps_on_exit',
    takes: 'toggle',
    documentation: 'Whether maps are printed at the end.',
    values: ['true', 'false'],
    since: 22,
  },
  {
    key: 'show_debug_info',
    takes: 'toggle',
    documentation: 'Whether symbols come with file and line.',
    values: ['true', 'false'],
    since: 24,
  },
  {
    key: 'stack_mode',
    takes: 'word',
    documentation: 'How stacks are spelled.',
    values: ['bpftrace', 'perf', 'raw', 'build_id'],
  },
  { key: 'str_trunc_trailer', takes: 'text', documentation: 'What is printed behind a string that was cut.' },
  { key: 'unstable_import', documentation: 'Whether `import` may be used.', values: toggles, since: [23, 25] },
  { key: 'unstable_macro', documentation: 'Whether macros may be used.', values: toggles, since: 24 },
  { key: 'unstable_map_decl', documentation: 'Whether map declarations may be used.', values: toggles, since: 24 },
  { key: 'unstable_addr', documentation: 'Whether `&` may be used.', values: toggles, since: [23, 25] },
  { key: 'unstable_typeinfo', documentation: 'Whether `typeinfo` may be used.', values: toggles, since: [23, 25] },
  { key: 'unstable_tseries', documentation: 'Whether `tseries` may be used.', values: toggles, since: 24 },
  {
    key: 'use_blazesym',
    takes: 'toggle',
    documentation: 'Whether blazesym looks symbols up.',
    values: ['true', 'false'],
    since: [20, 23],
  },
];

/** Names that 0.27 takes for other settings or for nothing. */
const laterNames = new Set([
  'strlen',
  'map_keys_max',
  'cat_bytes_max',
  'no_cpp_demangle',
  'unstable_dw_ustack',
  'unstable_import_statement',
]);

const LACKS_LATER_NAMES = 23;

/** The setting of a name as bpftrace reads it: in letters of either case, with `BPFTRACE_` before it or not. */
export function configFactOf(name: string): ConfigFact | undefined {
  const plain = plainName(name);
  return configFacts.find(({ key }) => key === plain);
}

/** Whether a release takes a name that is none of today's settings. */
export function isFormerSetting(name: string, release: number): boolean {
  return plainName(name) === 'symbol_source' || (release > LACKS_LATER_NAMES && laterNames.has(plainName(name)));
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/^bpftrace_/, '');
}

/** What may stand behind the tokens of a config block: its keys, or behind `=` the words that the key takes. */
export function configCandidates(inside: readonly IToken[], pack: KernelPack): readonly Candidate[] {
  const last = inside.at(-1);
  if (last?.image === '=') {
    const key = inside.at(-2)?.image;
    const values = configFacts.find((fact) => fact.key === key)?.values ?? [];
    return values.map((label) => ({ label, kind: 'constant', detail: key ?? '' }));
  }
  const release = releaseOf(pack);
  return configFacts.map(({ key, documentation, since }) => ({
    label: key,
    kind: 'variable',
    detail: 'setting',
    documentation,
    snippet: `${key} = $0;`,
    ...(since !== undefined &&
      release !== undefined &&
      lacks(release, since) === 'surely' && {
        unavailable: `it came with bpftrace 0.${firstRelease(since)}, the target has 0.${release}`,
      }),
  }));
}
