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
  const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => stream.destroy(error));
  child.stdin.on('error', () => undefined);
  stream.on('close', () => child.kill());
  return stream;
}
