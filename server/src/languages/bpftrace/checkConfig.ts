// Checks of a `config` block: settings that bpftrace does not have, and values that a setting does not take.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Source } from '../language.ts';
import { type ConfigFact, configFactOf, configFacts, isFormerSetting } from './configKeys.ts';
import type { BpftraceScript } from './parse.ts';
import type { Name } from './tree.ts';
import { firstRelease, lacks, NEWEST, releaseOf } from './versions.ts';

/** The last release whose settings take numbers and texts only, each setting one of the two: 0.27 is laxer, between them is not told. */
const STRICT = 23;
/** The first release that is surely laxer. */
const LAX = 27;

/** Findings about all settings. */
export function checkConfig({ tree }: BpftraceScript, { pack }: Source): readonly Finding[] {
  const release = releaseOf(pack) ?? NEWEST;
  return tree.items.flatMap((item) =>
    item.kind === 'config' ? item.entries.flatMap(({ key, value }) => checkEntry(key, value, release)) : [],
  );
}

function checkEntry(key: Name, value: Name | undefined, release: number): readonly Finding[] {
  const fact = configFactOf(key.text);
  if (!fact) return isFormerSetting(key.text, release) ? [] : [unknownSetting(key, release)];
  const lacking = fact.since === undefined ? 'no' : lacks(release, fact.since);
  if (lacking !== 'no') {
    const first = `0.${firstRelease(fact.since ?? 0)}`;
    const when = lacking === 'surely' ? `came with bpftrace ${first}` : `is there by bpftrace ${first}, perhaps before`;
    return [
      {
        range: key.range,
        severity: lacking === 'surely' ? 'error' : 'warning',
        code: 'needs-newer-bpftrace',
        message: `The setting \`${fact.key}\` ${when}; the target has 0.${release}.`,
      },
    ];
  }
  if (!value || value.text === '') return [];
  const wanted = release < LAX ? strictlyWanted(fact, value.text) : undefined;
  const lax = release > STRICT ? laxlyWanted(fact, value.text) : undefined;
  // Between the two only what both refuse.
  const message = release <= STRICT ? wanted : release < LAX ? wanted && lax : lax;
  if (message === undefined) return [];
  // A switch that is set to another number is complained of and left as it was.
  const isPassedOver = fact.takes === 'toggle' && release <= STRICT && /^-?\d/.test(value.text);
  const severity = release > NEWEST || isPassedOver ? 'warning' : 'error';
  return [{ range: value.range, severity, code: 'setting-value', message: `\`${fact.key}\` takes ${message}.` }];
}

function unknownSetting(key: Name, release: number): Finding {
  const near = nearestNames(
    key.text,
    configFacts.map((fact) => fact.key),
  );
  return {
    range: key.range,
    severity: release > NEWEST ? 'warning' : 'error',
    code: 'unknown-setting',
    message: `bpftrace has no setting \`${key.text}\` for scripts.${near[0] === undefined ? '' : ` Did you mean \`${near[0]}\`?`}`,
    fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range: key.range, newText }] })),
  };
}

/** What the setting takes where it does not take this; up to 0.23. */
function strictlyWanted({ takes, values = [] }: ConfigFact, value: string): string | undefined {
  const isNumber = /^-?\d\w*$/.test(value);
  switch (takes) {
    case 'number':
      return isNumber ? undefined : 'a number';
    case 'toggle':
      return value === '0' || value === '1' ? undefined : "0 or 1 on the target's bpftrace";
    case 'word':
      return /^(?:bpftrace|perf|raw)$/.test(value) ? undefined : '`bpftrace`, `perf` or `raw`, without quotes';
    case 'choice':
      return values.some((one) => value === `"${one}"`)
        ? undefined
        : `${values.map((one) => `\`"${one}"\``).join(', ')} on the target's bpftrace`;
    case 'text':
      return value.startsWith('"') ? undefined : 'a text in quotes';
    default:
      return undefined;
  }
}

/** What the setting takes where it does not take this; 0.27. */
function laxlyWanted({ key, takes, values = [] }: ConfigFact, value: string): string | undefined {
  const isNumber = /^\d/.test(value);
  const bare = value.replace(/^"|"$/g, '');
  const choices = values.map((one) => `\`${one}\``).join(', ');
  switch (takes) {
    case 'number':
      if (isNumber || /^(?:true|false)$/.test(value)) return undefined;
      return value.startsWith('"') && /^[-+]?\d+$|^0[xX]/.test(bare) ? undefined : 'a number';
    case 'toggle':
      return isNumber || /^(?:true|false|yes|no|on|off|[01])$/i.test(bare) ? undefined : '`true` or `false`';
    case 'word':
      return values.includes(bare) ? undefined : choices;
    case 'choice':
      if (key === 'cache_user_symbols' && (isNumber || /^(?:true|false)$/.test(value))) return undefined;
      return values.some((one) => one.toLowerCase() === bare.toLowerCase()) ? undefined : choices;
    default:
      return undefined;
  }
}
