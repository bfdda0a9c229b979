// known_hosts as text, and what it says about a key.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fingerprint, KnownHosts, keyType, rememberHostKey } from '../../client/src/targets/ssh/knownHosts.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-known-'));
});
after(() => rm(folder, { recursive: true }));

/** A key of a made-up type: only its own bytes count here. */
function key(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(body)]);
}

const ours = key('ssh-ed25519', 'ours');
const theirs = key('ssh-ed25519', 'theirs');
const lineOf = (blob: Buffer): string => `${keyType(blob)} ${blob.toString('base64')}`;

async function judge(text: string, name: string): Promise<string> {
  const file = join(folder, 'known_hosts');
  await writeFile(file, text);
  const verdict = (await KnownHosts.read([join(folder, 'not-there'), file])).judge(name, 'ssh-ed25519', ours);
  return verdict.kind === 'changed' || verdict.kind === 'revoked' ? `${verdict.kind} at ${verdict.line}` : verdict.kind;
}

const table: readonly (readonly [what: string, text: string, name: string, verdict: string])[] = [
  ['an empty file', '', 'lab', 'unknown'],
  ['a plain name', `lab ${lineOf(ours)}`, 'lab', 'known'],
  ['another name', `lab ${lineOf(ours)}`, 'lab2', 'unknown'],
  ['one of several names', `a,lab,b ${lineOf(ours)}`, 'lab', 'known'],
  ['names in other case', `LAB ${lineOf(ours)}`, 'lab', 'known'],
  ['a port', `[lab]:2222 ${lineOf(ours)}`, '[lab]:2222', 'known'],
  ['the same name without the port', `[lab]:2222 ${lineOf(ours)}`, 'lab', 'unknown'],
  ['a wildcard', `*.lab ${lineOf(ours)}`, 'db.lab', 'known'],
  ['a question mark', `db?.lab ${lineOf(ours)}`, 'db1.lab', 'known'],
  ['a wildcard with dots that are only dots', `a.lab ${lineOf(ours)}`, 'axlab', 'unknown'],
  ['a wildcard with a negation', `*.lab,!db.lab ${lineOf(ours)}`, 'db.lab', 'unknown'],
  ['a wildcard over ports', `[*.lab]:* ${lineOf(ours)}`, '[db.lab]:2022', 'known'],
  ['another key', `# first\n\nlab ${lineOf(theirs)}`, 'lab', 'changed at 3'],
  ['both keys', `lab ${lineOf(theirs)}\nlab ${lineOf(ours)}`, 'lab', 'known'],
  ['a key of another type', `lab ${lineOf(key('ssh-rsa', 'ours'))}`, 'lab', 'changed at 1'],
  ['a revoked key', `lab ${lineOf(ours)}\n@revoked * ${lineOf(ours)}`, 'lab', 'revoked at 2'],
  ['another key revoked', `lab ${lineOf(ours)}\n@revoked * ${lineOf(theirs)}`, 'lab', 'known'],
  ['only an authority', `@cert-authority *.lab ${lineOf(theirs)}`, 'db.lab', 'unknown'],
  ['a line cut off', `lab ssh-ed25519\nlab`, 'lab', 'unknown'],
  ['tabs and carriage returns', `lab\t${lineOf(ours)}\r\n`, 'lab', 'known'],
  ['a hashed line that is not ours', `|1|c2FsdA==|aGFzaA== ${lineOf(ours)}`, 'lab', 'unknown'],
];

for (const [what, text, name, verdict] of table) {
  test(`${what}: ${verdict}`, async () => assert.equal(await judge(text, name), verdict));
}

test('a key is remembered on a line of its own, in a folder that was not there', async () => {
  const file = join(folder, 'new', 'known_hosts');
  await rememberHostKey(file, 'lab', 'ssh-ed25519', ours);
  await writeFile(file, (await readFile(file, 'utf8')).trimEnd());
  await rememberHostKey(file, '[lab]:22', 'ssh-ed25519', theirs);
  assert.equal(await readFile(file, 'utf8'), `lab ${lineOf(ours)}\n[lab]:22 ${lineOf(theirs)}\n`);
});

test('a fingerprint is spelled as OpenSSH spells it', () => {
  assert.match(fingerprint(ours), /^SHA256:[A-Za-z0-9+/]{43}$/);
});

test('a key blob that is cut off has no type', () => {
  assert.equal(keyType(Buffer.from([0, 0])), '');
  assert.equal(keyType(Buffer.from([0, 0, 0, 9, 65])), '');
});
