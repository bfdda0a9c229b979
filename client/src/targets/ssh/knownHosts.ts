// The known_hosts files: which key a host has, as OpenSSH would say it.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What the files say about a key that a host shows. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** `authority`: a `@cert-authority` line names the host, which is not supported. */
  | { readonly kind: 'unknown'; readonly authority: boolean }
  /** Another key is on record, or the key is revoked, at this place. */
  | { readonly kind: 'changed' | 'revoked'; readonly file: string; readonly line: number };

interface KnownHost {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly marker: string | undefined;
  readonly hosts: string;
  readonly type: string;
  readonly key: Buffer;
}

/** All entries of these files, in order; files that are not there count as empty. */
export class KnownHosts {
  readonly #entries: readonly KnownHost[];

  private constructor(entries: readonly KnownHost[]) {
    this.#entries = entries;
  }

  static async read(files: readonly string[]): Promise<KnownHosts> {
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
    return new KnownHosts(texts.flatMap((text, index) => entriesOf(files[index] ?? '', text)));
  }

  /** `name` is a host name, `[host]:port` for another port than 22, or a HostKeyAlias; in lower case. */
  judge(name: string, type: string, key: Buffer): HostKeyVerdict {
    const about = this.#entries.filter(({ hosts }) => covers(hosts, name));
    const revoked = about.find((entry) => entry.marker === '@revoked' && isSame(entry.key, key));
    if (revoked !== undefined) return { kind: 'revoked', file: revoked.file, line: revoked.line };
    const plain = about.filter((entry) => entry.marker === undefined);
    if (plain.some((entry) => isSame(entry.key, key))) return { kind: 'known' };
    // A key of a type not on record is as changed as any other, or an impostor would only have to offer another type.
    const other = plain.find((entry) => entry.type === type) ?? plain[0];
    if (other !== undefined) return { kind: 'changed', file: other.file, line: other.line };
    return { kind: 'unknown', authority: about.some((entry) => entry.marker === '@cert-authority') };
  }

  /** Key types on record for a host: those to ask the host for first, or a key it is known by would look unknown. */
  typesOf(name: string): readonly string[] {
    const plain = this.#entries.filter((entry) => entry.marker === undefined && covers(entry.hosts, name));
    return [...new Set(plain.map(({ type }) => type))];
  }
}

/** Adds a host's key to a file, made with its folder when missing. */
export async function rememberHostKey(file: string, name: string, type: string, key: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const text = await readFile(file, 'utf8').catch(() => '');
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(file, `${gap}${name} ${type} ${key.toString('base64')}\n`, { mode: 0o600 });
}

/** `SHA256:…`, as OpenSSH prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a key blob names itself (RFC 4253 §6.6): a length and that many bytes. '' for a blob cut off. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length > key.length - 4 ? '' : key.toString('latin1', 4, 4 + length);
}

function entriesOf(file: string, text: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [hosts, type, blob] = words;
    if (hosts === undefined || hosts.startsWith('#') || type === undefined || blob === undefined) return [];
    return [{ file, line: index + 1, marker, hosts, type, key: Buffer.from(blob, 'base64') }];
  });
}

function covers(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) return coversHashed(hosts, name);
  const patterns = hosts.toLowerCase().split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern, name));
}

/** A hashed name is `|1|base64 of a salt|base64 of HMAC-SHA1 of the name under it` (sshd(8)). */
function coversHashed(hosts: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hosts.split('|');
  return isSame(createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest(), Buffer.from(hash, 'base64'));
}

function matches(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(name);
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
