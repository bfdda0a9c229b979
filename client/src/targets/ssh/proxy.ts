// The way to a host that cannot be reached directly: through another host, or through a command.
import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Client } from 'ssh2';

/** A stream to `host:port` as seen from a connected host. */
export function forwardThrough(client: Client, host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** The standard streams of a `ProxyCommand`, which ssh gives to the shell as it is. */
export function streamOfCommand(command: string): Duplex {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdout.on('data', (chunk) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  child.on('error', (error) => stream.destroy(error));
  child.stdin.on('error', () => undefined);
  child.once('close', (code) => {
    const reason = said.trim().split('\n').at(-1) ?? '';
    if (code === 0) stream.push(null);
    else stream.destroy(new Error(`its ProxyCommand ended with code ${code}${reason === '' ? '' : ` (${reason})`}`));
  });
  return stream;
}
