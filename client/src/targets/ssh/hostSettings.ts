// What holds for one host: the user's configuration, the address as given, and OpenSSH's defaults, put together.
import { createHash } from 'node:crypto';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { ConfigValues } from './effectiveValues.ts';
import { configuredValues, expandHome } from './sshConfig.ts';

/** Settings of a connection to one host. */
export interface HostSettings {
  /** As the user knows it. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  /** Certificates that go with them, as far as they are named; `FILE-cert.pub` beside an identity file is one, too. */
  readonly certificateFiles: readonly string[];
  /** Offer no keys of the agent but those of `identityFiles`. */
  readonly identitiesOnly: boolean;
  /** Socket of the agent, undefined for none. */
  readonly agent: string | undefined;
  /** Hosts to go through, in order. */
  readonly jumps: readonly string[];
  readonly proxyCommand: string | undefined;
  readonly knownHostsFiles: readonly string[];
  /** The name that the host's key is kept under. */
  readonly hostKeyName: string;
  /** The name whose keys hold as well when nothing is on record under the first: the bare one, for any port. */
  readonly bareKeyName: string;
  /** Milliseconds; 0: never. */
  readonly keepaliveInterval: number;
  readonly keepaliveCount: number;
  /** Milliseconds. */
  readonly connectTimeout: number;
}

/** The host as given, before the configuration is asked. */
export interface HostAsked {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

const defaultIdentities = ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => join('~', '.ssh', name));
const defaultKnownHosts = ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'];
const globalKnownHosts = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

export async function hostSettings(asked: HostAsked): Promise<HostSettings> {
  const values = await configuredValues(asked.host, asked.user);
  const hostName = (one(values, 'hostname') ?? asked.host)
    .replaceAll('%h', asked.host)
    .replaceAll('%%', '%')
    .toLowerCase();
  const port = asked.port ?? Number(one(values, 'port') ?? 22);
  const user = asked.user ?? one(values, 'user') ?? userInfo().username;
  const keyAlias = one(values, 'hostkeyalias');
  const tokens = tokensOf({ host: asked.host, hostName, port, user, keyAlias, jump: one(values, 'proxyjump') ?? '' });
  const path = (text: string): string => expandHome(expandTokens(text, tokens));
  const jump = one(values, 'proxyjump');
  const command = one(values, 'proxycommand');
  const alive = Number(one(values, 'serveraliveinterval') ?? 15);
  return {
    alias: asked.host,
    hostName,
    port,
    user,
    identityFiles: (all(values, 'identityfile') ?? defaultIdentities).filter(isNamed).map(path),
    certificateFiles: (all(values, 'certificatefile') ?? []).filter(isNamed).map(path),
    identitiesOnly: one(values, 'identitiesonly') === 'yes',
    agent: agentSocket(one(values, 'identityagent'), path),
    jumps: jump === undefined || jump === 'none' ? [] : jump.split(',').map((hop) => hop.trim()),
    proxyCommand: command === undefined || command === 'none' ? undefined : expandTokens(command, tokens),
    knownHostsFiles: [
      ...(all(values, 'userknownhostsfile') ?? defaultKnownHosts),
      ...(all(values, 'globalknownhostsfile') ?? globalKnownHosts),
    ]
      .filter(isNamed)
      .map(path),
    hostKeyName: (keyAlias ?? keyName(hostName, port)).toLowerCase(),
    bareKeyName: (keyAlias ?? hostName).toLowerCase(),
    keepaliveInterval: alive * 1000,
    keepaliveCount: Number(one(values, 'serveralivecountmax') ?? 3),
    connectTimeout: Number(one(values, 'connecttimeout') ?? 20) * 1000,
  };
}

/** The name under which known_hosts keeps a host's key. */
function keyName(hostName: string, port: number): string {
  return port === 22 ? hostName : `[${hostName}]:${port}`;
}

function agentSocket(configured: string | undefined, path: (text: string) => string): string | undefined {
  if (configured === 'none') return undefined;
  const fromEnvironment = process.env.SSH_AUTH_SOCK ?? (process.platform === 'win32' ? windowsAgent : undefined);
  if (configured === undefined || configured === 'SSH_AUTH_SOCK') return fromEnvironment;
  return configured.startsWith('$') ? process.env[configured.slice(1)] : path(configured);
}

const windowsAgent = '\\\\.\\pipe\\openssh-ssh-agent';

type Tokens = Readonly<Record<string, string>>;

/** TOKENS in ssh_config(5). */
function tokensOf(about: {
  readonly host: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly keyAlias: string | undefined;
  readonly jump: string;
}): Tokens {
  const { host, hostName, port, user, keyAlias, jump } = about;
  const here = hostname();
  const { uid, username } = userInfo();
  return {
    '%': '%',
    C: createHash('sha1').update(`${here}${hostName}${port}${user}${jump}`).digest('hex'),
    d: homedir(),
    h: hostName,
    i: String(uid),
    j: jump,
    k: keyAlias ?? host,
    L: here.split('.')[0] ?? here,
    l: here,
    n: host,
    p: String(port),
    r: user,
    u: username,
  };
}

/** Unknown tokens stay. */
function expandTokens(text: string, tokens: Tokens): string {
  return text.replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole);
}

function isNamed(file: string): boolean {
  return file !== 'none';
}

function all(values: ConfigValues, key: string): readonly string[] | undefined {
  const value = values[key];
  return typeof value === 'string' ? value.split(/\s+/) : value;
}

function one(values: ConfigValues, key: string): string | undefined {
  const value = values[key];
  return typeof value === 'string' ? value : value?.[0];
}
