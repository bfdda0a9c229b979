// The target contract: a machine that scripts run on, and a connection to it. Knows nothing of tracers.
import type { Readable, Writable } from 'node:stream';

/** How a target is reached. */
export type TargetAddress =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'ssh';
      /** The host as the user gave it: an alias of ssh_config or a host name. */
      readonly host: string;
      readonly user?: string;
      readonly port?: number;
    };

/** A machine that scripts run on. */
export interface Target {
  /** What the user calls it: `local`, an alias, or `user@host:port`. */
  readonly name: string;
  readonly address: TargetAddress;
  /** The head node that it is reached through, and by whose names it goes; left out: it is reached from here. */
  readonly via?: Target;
  /**
   * Opens a connection. Rejects with a `TargetError` whose message names host, hop and the next step.
   * `onProgress` says in a few words what it waits for ("asking lab for its host key").
   */
  connect(options: ConnectOptions): Promise<Connection>;
}

export interface ConnectOptions {
  readonly prompter: Prompter;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string) => void;
}

/** Questions that only the user can answer; implemented by the editor and by the terminal. */
export interface Prompter {
  /** An unknown host key: accept and remember it? A changed key is never asked about, it is refused. */
  acceptHostKey(question: HostKeyQuestion): Promise<boolean>;
  /** A secret (password, passphrase, one-time code) or a plain answer; undefined: the user gave up. */
  answer(question: SecretQuestion): Promise<string | undefined>;
}

export interface HostKeyQuestion {
  /** Host and hop as the user knows them, e.g. `lab (through bastion)`. */
  readonly host: string;
  /** e.g. `ssh-ed25519`. */
  readonly keyType: string;
  /** `SHA256:…` as OpenSSH prints it. */
  readonly fingerprint: string;
}

export interface SecretQuestion {
  readonly host: string;
  /** What is asked, the server's own words for keyboard-interactive. */
  readonly prompt: string;
  /** Whether what is typed may be shown. */
  readonly echo: boolean;
}

/** A live connection; everything done on a target goes through one. */
export interface Connection {
  readonly target: Target;
  /** Other hosts get what is written to a program, so that no secret may be. */
  readonly isOverheard?: boolean;
  /**
   * Starts a program. Each element of argv reaches the program as it is: where a transport needs a shell line, the one
   * quoting function makes it. Rejects with a `TargetError` when it cannot be started.
   */
  spawn(argv: readonly string[]): Promise<RemoteProcess>;
  /** Reads a stretch of a file in bytes; short at the file's end. */
  readFile(path: string, offset: number, length: number): Promise<Buffer>;
  /** Settles when the connection is gone: undefined after `close()`, else why. Never rejects. */
  readonly closed: Promise<Error | undefined>;
  close(): void;
}

/** A program on the target. Backpressure: what is not read stays in the channel's window. */
export interface RemoteProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when the program ended and its output was read; rejects when the connection went first. */
  readonly exited: Promise<ExitStatus>;
  /** Closes the channel (ssh) or sends SIGTERM (local). What runs under a supervisor is not touched by it. */
  kill(): void;
}

export interface ExitStatus {
  /** Exit code, null when ended by a signal. */
  readonly code: number | null;
  /** Signal name without `SIG`, or null. */
  readonly signal: string | null;
}

/** A failure to reach or use a target, in words for the user: what failed, on which host, what to do next. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}
