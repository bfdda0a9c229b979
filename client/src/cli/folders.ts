// Where the command line keeps its things.
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
const config = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state');

/** Kernel packs, shared by all targets. */
export const packStore = join(cache, 'tracewright', 'packs');

/** Which targets a group has. */
export const groupsFile = join(config, 'tracewright', 'groups.json');

/** The history of runs. */
export const runHistory = join(state, 'tracewright', 'runs');
