// What ssh_config says about a host, held against `ssh -G`.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hostSettings } from '../../client/src/targets/ssh/hostSettings.ts';
import { configuredHosts } from '../../client/src/targets/targets.ts';
import { runProgram } from '../hosts/ssh/runProgram.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

let user: UserSide;

before(async () => {
  user = await UserSide.make();
});

after(() => user.remove());

async function configure(text: string): Promise<string> {
  const file = join(user.folder, 'config');
  await writeFile(file, text);
  process.env.TRACEWRIGHT_SSH_CONFIG = file;
  return file;
}

/** A host's settings in the words of `ssh -G`, for both sides alike. */
async function ours(host: string): Promise<Record<string, string>> {
  const settings = await hostSettings({ host });
  return {
    hostname: settings.hostName,
    user: settings.user,
    port: String(settings.port),
    identityfile: settings.identityFiles.join(' '),
    certificatefile: settings.certificateFiles.join(' '),
    connecttimeout: String(settings.connectTimeout / 1000),
    identitiesonly: settings.identitiesOnly ? 'yes' : 'no',
    userknownhostsfile: settings.knownHostsFiles.slice(0, -2).join(' '),
    proxyjump: settings.jumps.join(','),
    proxycommand: settings.proxyCommand ?? '',
    hostkeyalias: settings.hostKeyName,
    serveraliveinterval: String(settings.keepaliveInterval / 1000),
    serveralivecountmax: String(settings.keepaliveCount),
  };
}

async function theirs(file: string, host: string): Promise<Record<string, string>> {
  const values = new Map<string, string[]>();
  for (const line of (await runProgram('ssh', '-G', '-F', file, host)).split('\n')) {
    const [keyword = '', ...words] = line.split(' ');
    values.set(keyword, [...(values.get(keyword) ?? []), words.join(' ')]);
  }
  const one = (keyword: string): string => values.get(keyword)?.join(' ') ?? '';
  const home = (paths: string): string => paths.replace(/(^| )~(?=\/)/g, `$1${homedir()}`);
  const port = one('port');
  // ssh -G leaves the tokens of these two to the moment of connecting.
  const me = userInfo();
  const tokens: Record<string, string> = {
    d: homedir(),
    h: one('hostname'),
    i: String(me.uid),
    k: one('hostkeyalias') || host,
    L: hostname().split('.')[0] ?? '',
    l: hostname(),
    n: host,
    p: port,
    r: one('user'),
    u: me.username,
  };
  const expanded = (text: string): string => text.replace(/%(.)/g, (_, letter: string) => tokens[letter] ?? letter);
  return {
    hostname: one('hostname'),
    user: one('user'),
    port,
    identityfile: expanded(home(one('identityfile'))),
    certificatefile: expanded(home(one('certificatefile'))),
    connecttimeout: one('connecttimeout').replace('none', '20'),
    identitiesonly: one('identitiesonly'),
    userknownhostsfile: home(one('userknownhostsfile')),
    proxyjump: one('proxyjump'),
    proxycommand: expanded(one('proxycommand')),
    hostkeyalias: (
      one('hostkeyalias') || (port === '22' ? one('hostname') : `[${one('hostname')}]:${port}`)
    ).toLowerCase(),
    serveraliveinterval: one('serveraliveinterval'),
    serveralivecountmax: one('serveralivecountmax'),
  };
}

/** Identity files are named where they are not the subject: each version of ssh has other defaults. */
const table: readonly { readonly name: string; readonly config: string; readonly hosts: readonly string[] }[] = [
  {
    name: 'the first value wins, patterns and negation included',
    config: `
Host *.lab !web.lab
  User tracer
Host db.lab web.lab
  User other
  Port 2200
Host *
  User last
  Port 22
  IdentityFile /keys/one
  ServerAliveInterval 15
`,
    hosts: ['db.lab', 'web.lab', 'mail.lab', 'elsewhere'],
  },
  {
    name: 'tokens and home folders are replaced',
    config: `
Host box
  HostName %h.example.org
  User joe
  Port 2022
  IdentityFile ~/.ssh/%r-at-%h-%p
  IdentityFile %d/second-of-%n
  UserKnownHostsFile ~/.ssh/known-%h /second/%%
  ServerAliveInterval 5
  ServerAliveCountMax 7
`,
    hosts: ['box'],
  },
  {
    name: 'identity files add up over matching blocks',
    config: `
Host a
  IdentityFile /keys/a
  IdentitiesOnly yes
Host *
  IdentityFile /keys/all
  ServerAliveInterval 15
`,
    hosts: ['a', 'b'],
  },
  {
    name: 'keywords in any case, equals signs, quotes, comments, tabs',
    config: `
HOST "quoted host" plain
\tHOSTNAME = 10.0.0.7
\tpOrT=2222
  # a comment
  IdentityFile "/keys/with space"
  User "joe"
  ServerAliveInterval=15
`,
    hosts: ['plain'],
  },
  {
    name: 'jumps, none of them, and commands with their quotes',
    config: `
Host in
  ProxyJump joe@bastion:2222,second
Host direct
  ProxyJump none
Host command
  ProxyCommand ssh -W "[%h]:%p" 'a b' bastion
Host alias
  HostKeyAlias Blade
Host *
  IdentityFile /keys/one
  ServerAliveInterval 15
`,
    hosts: ['in', 'command', 'alias'],
  },
  {
    name: 'Match by host and by user',
    config: `
Host x
  HostName real.example.org
Match host real.example.org
  Port 2201
Match originalhost y
  Port 2202
Match user nobody
  Port 2203
Match all
  IdentityFile /keys/one
  ServerAliveInterval 15
`,
    hosts: ['x', 'y', 'z'],
  },
  {
    name: 'Match with several criteria, lists, negation and the name as typed',
    config: `
Match host *.lab,!web.lab user joe
  Port 2301
Match originalhost db.lab
  HostName 10.0.0.9
Match !host web.lab
  ServerAliveCountMax 9
Match localuser ${userInfo().username}
  ConnectTimeout 7
Match all
  User joe
  IdentityFile /keys/one
  ServerAliveInterval 15
`,
    hosts: ['db.lab', 'web.lab', 'mail.lab'],
  },
  {
    name: 'every token of ssh_config(5) that these keywords take',
    config: `
Host tokens
  HostName %h.example.org
  User joe
  Port 2022
  HostKeyAlias key-of-%n
  IdentityFile /keys/%d/%h/%i/%k/%L/%l/%n/%p/%r/%u
  CertificateFile /certs/%h-%n-%%.pub
  UserKnownHostsFile /known/%k/%u
  ProxyCommand relay --host %h --port %p --user %r --as %n 100%%
  ServerAliveInterval 15
`,
    hosts: ['tokens'],
  },
  {
    name: 'jumps through several hops, with users, ports and addresses',
    config: `
Host inner
  ProxyJump bastion,joe@second:2222,ssh://third:2200,[fe80::1]:2201
Host bastion
  ProxyJump front
Host viaboth
  ProxyCommand none
  ProxyJump bastion
Host commandfirst
  ProxyCommand relay %h
Host commandfirst
  ProxyJump bastion
Host *
  IdentityFile /keys/one
  ServerAliveInterval 15
`,
    hosts: ['inner', 'bastion', 'viaboth', 'commandfirst', 'front'],
  },
  {
    name: 'names are matched by ? and in any case, keywords repeat, and several files of known hosts stand in one line',
    config: `
Host node-?? NODE-x
  User first
  ServerAliveInterval 0
  UserKnownHostsFile /one "/with space" /three
Host node*
  User second
  Port 2400
  CertificateFile /certs/a
  CertificateFile /certs/b
Host *
  ServerAliveInterval 15
  ConnectTimeout 30
  IdentityFile /keys/one
`,
    hosts: ['node-01', 'node-x', 'Node-01', 'node-001'],
  },
];

for (const { name, config, hosts } of table) {
  test(name, async () => {
    const file = await configure(config);
    for (const host of hosts) assert.deepEqual(await ours(host), await theirs(file, host), host);
  });
}

test('Include takes files and globs, inside a block too', async () => {
  await mkdir(join(user.folder, 'more'), { recursive: true });
  await writeFile(join(user.folder, 'more', 'a.conf'), 'Host one\n  Port 2301\n');
  await writeFile(join(user.folder, 'more', 'b.conf'), 'Host two\n  Port 2302\n');
  const file = await configure(`Include ${user.folder}/more/*.conf
Host *
  IdentityFile /keys/one
  ServerAliveInterval 15
`);
  for (const host of ['one', 'two', 'three']) assert.deepEqual(await ours(host), await theirs(file, host), host);
});

test('Match exec is never run', async () => {
  await configure(`Match exec "touch ${user.folder}/was-run"
  Port 2400
`);
  assert.equal((await hostSettings({ host: 'any' })).port, 22);
  await assert.rejects(runProgram('test', '-e', join(user.folder, 'was-run')));
});

test('the hosts on offer are those named without wildcards', async () => {
  await configure('Host one two *.lab\nHost !no three\nMatch host four\nHost one\n');
  assert.deepEqual(await configuredHosts(), ['one', 'two', 'three']);
});
