// Reads a script file for the command line.
import { readFile } from 'node:fs/promises';
import type { LanguageId } from '../../../server/src/protocol.ts';
import { languageOfScript } from './scriptLanguage.ts';

export interface ScriptFile {
  readonly path: string;
  readonly text: string;
  readonly languageId: LanguageId;
}

/** Rejects with a message for the user: which file, what is wrong with it, what to do. */
export async function readScript(path: string): Promise<ScriptFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path}: cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
  if (text.includes('\0')) throw new Error(`${path}: holds binary data, so it is no trace script.`);
  const languageId = languageOfScript(path, text);
  if (languageId === undefined) {
    throw new Error(
      `${path}: not a trace script. Its name must end in .stp, .stpm, .bt or .d, or its first line name the tracer.`,
    );
  }
  return { path, text, languageId };
}
