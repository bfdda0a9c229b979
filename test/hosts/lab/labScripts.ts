// The SystemTap scripts that the lab has compiled beforehand: inside the guest each would take most of a minute.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { countedText } from '../../../client/src/tracers/countedText.ts';
import { scriptClauses } from '../../../server/src/features/scriptClauses.ts';
import { emptyPack } from '../../../server/src/kernel/emptyPack.ts';
import { systemtap } from '../../../server/src/languages/systemtap/systemtap.ts';

export interface LabScript {
  /** File name without folder. */
  readonly name: string;
  readonly text: string;
}

const repository = resolve(import.meta.dirname, '../../..');
const folders = ['test/hosts/lab/image', 'examples', 'test/lab/scripts'];
/** These run as the copy that counts. */
const countedFolder = 'test/lab/scripts/counted';

/** As stap gets them. */
export function labScripts(): readonly LabScript[] {
  return [...folders.flatMap(scriptsIn), ...scriptsIn(countedFolder).map(counted)];
}

function scriptsIn(folder: string): readonly LabScript[] {
  const files = readdirSync(join(repository, folder)).filter((name) => name.endsWith('.stp'));
  return files.sort().map((name) => ({ name, text: readFileSync(join(repository, folder, name), 'utf8') }));
}

function counted({ name, text }: LabScript): LabScript {
  const { counted: copy } = scriptClauses(systemtap, { text, path: '', pack: emptyPack });
  if (copy === undefined) throw new Error(`${name} has no copy that counts.`);
  return { name, text: countedText(text, copy) };
}
