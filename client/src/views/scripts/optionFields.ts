// The options of a run as a menu shows them: each with its name, how it is spelled, and how it is asked for.
import { type InputBoxOptions, window } from 'vscode';
import { argumentWords, spellArguments } from '../../runs/argumentWords.ts';
import { readDuration, spellDuration } from '../../runs/duration.ts';
import { readSize, spellSize } from '../../runs/size.ts';
import type { RunOptions } from '../../tracers/tracer.ts';

type Key = keyof RunOptions;

/** One option. `ask` gives undefined where the user changed nothing, a field that is undefined where it is to be unset. */
export interface OptionField {
  readonly key: Key;
  readonly label: string;
  /** Undefined where the option is not set. */
  spell(options: Partial<RunOptions>): string | undefined;
  ask(options: Partial<RunOptions>): Promise<{ readonly [Name in Key]?: RunOptions[Name] | undefined } | undefined>;
}

/** How an option is typed. */
interface Typed<Name extends Key> {
  readonly key: Name;
  readonly label: string;
  readonly prompt: string;
  spell(value: NonNullable<RunOptions[Name]>): string;
  /** Undefined where it cannot be read. */
  read(text: string): RunOptions[Name] | undefined;
  readonly complaint: string;
}

function field<Name extends Key>({ key, label, prompt, spell, read, complaint }: Typed<Name>): OptionField {
  const spelled = (options: Partial<RunOptions>) => {
    const value = options[key];
    return value === undefined ? undefined : spell(value) || undefined;
  };
  return {
    key,
    label,
    spell: spelled,
    async ask(options) {
      const input: InputBoxOptions = {
        title: label,
        prompt: `${prompt} Empty: not set.`,
        value: spelled(options) ?? '',
        validateInput: (text) => (text.trim() === '' || read(text.trim()) !== undefined ? undefined : complaint),
      };
      const typed = await window.showInputBox(input);
      if (typed === undefined) return undefined;
      return { [key]: typed.trim() === '' ? undefined : read(typed.trim()) };
    },
  };
}

const words = { spell: spellArguments, read: argumentWords, complaint: 'A quote is not closed.' };
const size = { spell: spellSize, read: readSize, complaint: 'A size such as 64K, 10M or 1G.' };

/** All but the process, which is chosen from those of the target. */
export const optionFields: readonly OptionField[] = [
  field({
    key: 'command',
    label: 'Command to Start and Follow',
    prompt: 'The tracer starts it once the probes are there; it ends the run (-c).',
    spell: (command) => command,
    read: (command) => command,
    complaint: '',
  }),
  field({
    key: 'arguments',
    label: 'Script Arguments',
    prompt: 'Words with a shell’s quotes; nothing is expanded.',
    ...words,
  }),
  field({
    key: 'timeLimit',
    label: 'Time Limit',
    prompt: 'After this time the run is ended.',
    spell: spellDuration,
    read: readDuration,
    complaint: 'A time such as 10s, 500ms, 2m or 1h.',
  }),
  field({
    key: 'outputLimit',
    label: 'Output Limit',
    prompt: 'After so much output the run is ended.',
    ...size,
  }),
  field({
    key: 'bufferSize',
    label: 'Buffer Size',
    prompt: 'Of each CPU’s buffer in the kernel: larger ones lose less.',
    ...size,
  }),
  field({
    key: 'tracerOptions',
    label: 'Tracer Options',
    prompt: 'More words for the tracer’s own command line, e.g. -DMAXACTION=100000 or -G name=value.',
    ...words,
  }),
  field({
    key: 'buildOn',
    label: 'Build On',
    prompt: 'A target that has stap and the headers of this one’s kernel: it compiles, this one needs only staprun.',
    spell: (name) => name,
    read: (name) => (/^[\w.@:/[\]%-]+$/.test(name) ? name : undefined),
    complaint: 'A target as for picking one: local, an alias, or user@host:port.',
  }),
];
