// The user's OpenSSH client configuration, read the way ssh reads it.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
// ssh-config: reads quotes, comments and separators as OpenSSH does, and leaves the file system and what holds to us.
import SSHConfig from 'ssh-config';
// tinyglobby: Include takes globs, and Node 20 has none of its own.
import { glob } from 'tinyglobby';
import { type ConfigValues, effectiveValues } from './effectiveValues.ts';

const systemConfig = '/etc/ssh/ssh_config';
const deepestInclude = 16;

/** What the configuration says for a host, `Match exec` never run. */
export async function configuredValues(host: string, user: string | undefined): Promise<ConfigValues> {
  const values = effectiveValues(SSHConfig.parse(await configText()), host, user);
  const command = values.proxycommand;
  return typeof command === 'string' ? { ...values, proxycommand: unwrapCommand(command) } : values;
}

/** The aliases that the configuration names without wildcards, in its order. */
export async function configuredHosts(): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const line of SSHConfig.parse(await configText())) {
    if (!('param' in line) || line.param.toLowerCase() !== 'host') continue;
    const patterns = typeof line.value === 'string' ? line.value.split(/\s+/) : line.value.map(({ val }) => val);
    for (const pattern of patterns) if (!/[*?!]/.test(pattern)) names.add(pattern);
  }
  return [...names];
}

/** `~` and `%d` stand for the home folder. */
export function expandHome(path: string): string {
  return path.replace(/^~(?=\/|$)/, homedir()).replaceAll('%d', homedir());
}

// The parser takes quotes off, which a ProxyCommand needs for its shell: it goes through as one plain word.
function wrapCommand(command: string): string {
  return Buffer.from(command).toString('base64url');
}

function unwrapCommand(word: string): string {
  return Buffer.from(word, 'base64url').toString('utf8');
}

async function configText(): Promise<string> {
  // Set by tests and `npm start`, whose hosts must not be mixed with the user's own.
  const own = process.env.TRACEWRIGHT_SSH_CONFIG;
  const files = own === undefined ? [join(homedir(), '.ssh', 'config'), systemConfig] : [own];
  return (await Promise.all(files.map((file) => withIncludes(file, 0)))).join('\n');
}

/** The file's text with every `Include` replaced by what it names; '' for a file that is not there. */
async function withIncludes(file: string, depth: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (depth >= deepestInclude) return text;
  const lines = await Promise.all(
    text.split(/\r?\n/).map(async (line) => {
      const [, command] = /^\s*proxycommand[\s=]+(.+?)\s*$/i.exec(line) ?? [];
      if (command !== undefined) return `ProxyCommand ${wrapCommand(command)}`;
      const [, patterns] = /^\s*include[\s=]+(.+?)\s*$/i.exec(line) ?? [];
      if (patterns === undefined) return line;
      const files = await Promise.all(patterns.split(/\s+/).map((pattern) => includedFiles(pattern, file)));
      return (await Promise.all(files.flat().map((included) => withIncludes(included, depth + 1)))).join('\n');
    }),
  );
  return lines.join('\n');
}

async function includedFiles(pattern: string, from: string): Promise<readonly string[]> {
  const path = expandHome(pattern.replaceAll('"', ''));
  // ssh looks for relative names beside the user's or the system's configuration, wherever the Include stands.
  const folder = process.env.TRACEWRIGHT_SSH_CONFIG !== undefined ? dirname(from) : join(homedir(), '.ssh');
  const absolute = isAbsolute(path) ? path : join(from === systemConfig ? dirname(systemConfig) : folder, path);
  return (await glob(absolute, { absolute: true, dot: true })).sort();
}
