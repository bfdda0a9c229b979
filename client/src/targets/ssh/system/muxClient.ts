// ssh2's channels over the control socket of a running OpenSSH master: no handshake and no log-in, the master has done both.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import ssh2, { type Client } from 'ssh2';

// OpenSSH's PROTOCOL.mux: messages of the control socket, each behind its length.
const HELLO = 1;
const VERSION = 4;
const PROXY = 0x1000000f;
const PROXY_GRANTED = 0x8000000f;
const REQUEST = 1;

/** Packets longer than this are no SSH packets. */
const longestPacket = 256 * 1024 + 1024;

/**
 * Asks the master to carry packets of the SSH connection protocol (its "proxy" mode, since OpenSSH 7.4), and puts an ssh2
 * client on them. Rejects with the reason in words where the master does not grant it.
 */
export async function muxClient(socket: Socket): Promise<Client> {
  await enterProxyMode(socket);
  const client = new ssh2.Client();
  client.connect({ username: 'master', readyTimeout: 0, keepaliveInterval: 0, sock: new PacketStream(socket) });
  carryPlainPackets(client);
  return client;
}

async function enterProxyMode(socket: Socket): Promise<void> {
  socket.write(Buffer.concat([message(HELLO, VERSION), message(PROXY, REQUEST)]));
  const hello = await readMessage(socket);
  if (hello.readUInt32BE(0) !== HELLO || hello.readUInt32BE(4) !== VERSION)
    throw new Error('its control socket speaks another protocol');
  const answer = await readMessage(socket);
  if (answer.readUInt32BE(0) !== PROXY_GRANTED)
    throw new Error('it does not share its connection (OpenSSH before 7.4)');
}

function message(...numbers: readonly number[]): Buffer {
  const packet = Buffer.alloc(4 + 4 * numbers.length);
  for (const [index, number] of [4 * numbers.length, ...numbers].entries()) packet.writeUInt32BE(number, 4 * index);
  return packet;
}

async function readMessage(socket: Socket): Promise<Buffer> {
  const length = (await readBytes(socket, 4)).readUInt32BE(0);
  if (length < 8 || length > longestPacket) throw new Error('its control socket speaks another protocol');
  return readBytes(socket, length);
}

async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = socket.read(count);
    if (bytes?.length === count) return bytes;
    if (bytes !== null || socket.readableEnded || socket.destroyed) throw new Error('it went before it answered');
    await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
  }
}

/** The socket as ssh2 sees it: whole packets arrive, and the greeting, which no master expects, does not leave. */
class PacketStream extends Duplex {
  readonly #socket: Socket;
  #waiting: Buffer = Buffer.alloc(0);
  #isGreeted = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.once('end', () => this.push(null));
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
  }

  #take(chunk: Buffer): void {
    let all = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
    while (all.length >= 4) {
      const length = all.readUInt32BE(0);
      if (length > longestPacket) {
        this.destroy(new Error('ssh sent something that is no packet'));
        return;
      }
      if (all.length < 4 + length) break;
      if (!this.push(all.subarray(0, 4 + length))) this.#socket.pause();
      all = all.subarray(4 + length);
    }
    this.#waiting = all;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#isGreeted) {
      this.#socket.write(chunk, done);
      return;
    }
    this.#isGreeted = true;
    done();
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}

/** What is used of ssh2's protocol object, which its type declarations leave out; package.json pins the release. */
interface PlainProtocol {
  _cipher: {
    allocPacket(payload: number): Buffer;
    encrypt(packet: Buffer): void;
    free(): void;
  };
  readonly _onWrite: (packet: Buffer) => void;
  readonly _onPayload: (payload: Buffer) => unknown;
  _parse(chunk: Buffer, from: number, end: number): number;
}

/** Packets go as they are: length, a padding length that counts for nothing, payload. */
function carryPlainPackets(client: Client): void {
  const protocol = (client as unknown as { readonly _protocol: PlainProtocol })._protocol;
  let isFreed = false;
  protocol._cipher = {
    allocPacket: (payload) => {
      const packet = Buffer.alloc(5 + payload);
      packet.writeUInt32BE(1 + payload, 0);
      return packet;
    },
    // Channels that learn of the connection's end still want to say goodbye.
    encrypt: (packet) => {
      if (!isFreed) protocol._onWrite(packet);
    },
    free: () => {
      isFreed = true;
    },
  };
  protocol._parse = (chunk, from, end) => {
    for (let at = from; at < end; ) {
      const length = chunk.readUInt32BE(at);
      protocol._onPayload(chunk.subarray(at + 5, at + 4 + length));
      at += 4 + length;
    }
    return end;
  };
}
