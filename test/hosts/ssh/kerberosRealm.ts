// A Kerberos realm with a KDC of its own on 127.0.0.1, which sshd and ssh take their tickets from.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../freePort.ts';
import { runProgram } from './runProgram.ts';

const realm = 'TRACEWRIGHT.TEST';
const password = 'not a secret';

export class KerberosRealm {
  readonly #folder: string;
  readonly #kdc: ChildProcess;

  /** From now on this process and what it starts are in the realm; a user `root` and the host 127.0.0.1 are known there. */
  static async start(): Promise<KerberosRealm> {
    const folder = await mkdtemp(join(tmpdir(), 'tracewright-realm-'));
    const at = (name: string): string => join(folder, name);
    const place = `127.0.0.1:${await freePort()}`;
    await writeFile(
      at('krb5.conf'),
      `[libdefaults]
default_realm = ${realm}
dns_lookup_kdc = false
dns_canonicalize_hostname = false
rdns = false
[realms]
${realm} = {
  kdc = ${place}
}
[logging]
kdc = STDERR
`,
    );
    await writeFile(
      at('kdc.conf'),
      `[realms]
${realm} = {
  database_name = ${at('principal')}
  key_stash_file = ${at('stash')}
  kdc_listen = ${place}
  kdc_tcp_listen = ${place}
}
`,
    );
    Object.assign(process.env, {
      KRB5_CONFIG: at('krb5.conf'),
      KRB5_KDC_PROFILE: at('kdc.conf'),
      KRB5_KTNAME: at('keytab'),
      KRB5CCNAME: `FILE:${at('tickets')}`,
    });
    await runProgram('kdb5_util', 'create', '-s', '-P', password);
    for (const order of [
      `addprinc -pw "${password}" root`,
      'addprinc -randkey host/127.0.0.1',
      `ktadd -k ${at('keytab')} host/127.0.0.1`,
    ]) {
      await runProgram('kadmin.local', '-q', order);
    }
    const kdc = spawn('krb5kdc', ['-n'], { stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      createInterface(kdc.stderr).on('line', (line) => line.includes('commencing operation') && resolve());
      kdc.once('exit', (code) => reject(new Error(`krb5kdc ended with code ${code}.`)));
    });
    return new KerberosRealm(folder, kdc);
  }

  private constructor(folder: string, kdc: ChildProcess) {
    this.#folder = folder;
    this.#kdc = kdc;
  }

  /** The user logs in to the realm. */
  async logIn(): Promise<void> {
    const kinit = spawn('kinit', ['root'], { stdio: ['pipe', 'ignore', 'inherit'] });
    kinit.stdin.end(`${password}\n`);
    const [code] = await once(kinit, 'exit');
    if (code !== 0) throw new Error(`kinit ended with code ${code}.`);
  }

  async stop(): Promise<void> {
    const gone = once(this.#kdc, 'exit');
    this.#kdc.kill();
    await gone;
    for (const name of ['KRB5_CONFIG', 'KRB5_KDC_PROFILE', 'KRB5_KTNAME', 'KRB5CCNAME']) delete process.env[name];
    await rm(this.#folder, { recursive: true, force: true });
  }
}
