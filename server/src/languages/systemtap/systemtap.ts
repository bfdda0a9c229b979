// SystemTap as a language.
import type { Language } from '../language.ts';
import { parseSystemTap } from './parse.ts';

export const systemtap: Pick<Language, 'id' | 'extensions' | 'parse'> = {
  id: 'systemtap',
  extensions: ['.stp', '.stpm'],
  parse: (source) => parseSystemTap(source, undefined),
};
