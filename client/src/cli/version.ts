// The version that --version prints and the language server is told.
import manifest from '../../../package.json' with { type: 'json' };

export const version: string = manifest.version;
