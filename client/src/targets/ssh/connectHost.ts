// Opens the connection to a host, hop by hop.
import type { Duplex } from 'node:stream';
// ssh2: the one kept SSH client in plain JavaScript, so the extension needs no native code and no ssh binary.
import ssh2, { type Client, type ConnectConfig } from 'ssh2';
import { type ConnectOptions, TargetError } from '../target.ts';
import { parseAddress } from '../targetAddress.ts';
import { Authentication } from './authentication.ts';
import { HostKeys } from './hostKeys.ts';
import { type HostAsked, type HostSettings, hostSettings } from './hostSettings.ts';
import { forwardThrough, streamOfCommand } from './proxy.ts';

/** A chain of jumps longer than this is a configuration that points at itself. */
const mostHops = 8;

/** Connected clients, the host asked for last; each hop lives inside the one before. */
export async function connectHost(asked: HostAsked, options: ConnectOptions): Promise<readonly Client[]> {
  const clients: Client[] = [];
  try {
    await connectOnto(clients, asked, options, []);
    return clients;
  } catch (error) {
    for (const client of clients.reverse()) client.end();
    throw error;
  }
}

async function connectOnto(
  clients: Client[],
  asked: HostAsked,
  options: ConnectOptions,
  path: readonly string[],
): Promise<void> {
  if (path.length >= mostHops) {
    throw new TargetError(
      `The way to ${path[0]} has more than ${mostHops} hops (${path.join(' → ')}). Check ProxyJump in your ssh_config.`,
    );
  }
  const settings = await hostSettings(asked);
  for (const jump of settings.jumps) {
    const address = parseAddress(jump);
    if (address.kind === 'local') continue;
    await connectOnto(clients, address, options, [...path, settings.alias]);
  }
  const hop = path.length === 0 ? settings.alias : `${settings.alias} (on the way to ${path[0]})`;
  clients.push(await connectClient(settings, hop, clients.at(-1), options));
}

async function streamTo(settings: HostSettings, through: Client | undefined): Promise<Duplex | undefined> {
  if (through !== undefined) {
    return forwardThrough(through, settings.hostName, settings.port).catch((error: Error) => {
      throw new TargetError(
        `${settings.alias} cannot be reached from the host before it: ${error.message}. Check HostName and Port, and that the hop allows forwarding.`,
      );
    });
  }
  return settings.proxyCommand === undefined ? undefined : streamOfCommand(settings.proxyCommand);
}

async function connectClient(
  settings: HostSettings,
  hop: string,
  through: Client | undefined,
  { prompter, signal, onProgress }: ConnectOptions,
): Promise<Client> {
  signal?.throwIfAborted();
  const keys = await HostKeys.of(settings, hop, prompter);
  const authentication = new Authentication(settings, hop, prompter);
  // Last, as a stream may fail from now on, and only the client below listens.
  const sock = await streamTo(settings, through);
  const client = new ssh2.Client();
  let silence: NodeJS.Timeout | undefined;
  let failure: Error | undefined;
  onProgress?.(`reaching ${hop}`);
  const config: ConnectConfig = {
    host: settings.hostName,
    port: settings.port,
    username: settings.user,
    keepaliveInterval: settings.keepaliveInterval,
    keepaliveCountMax: settings.keepaliveCount,
    // ssh2's own limits would run out while a question to the user is open; the one below ends at the host's first answer.
    readyTimeout: 0,
    algorithms: {
      serverHostKey: [...keys.algorithms] as NonNullable<ConnectConfig['algorithms']>['serverHostKey'] & [],
    },
    hostVerifier: (key: Buffer, verify: (accepted: boolean) => void) => {
      clearTimeout(silence);
      onProgress?.(`checking the host key of ${hop}`);
      keys.accept(key).then(verify, (error: Error) => {
        failure = error;
        verify(false);
      });
    },
    authHandler: (left, partial, next) => {
      onProgress?.(`logging in to ${hop} as ${settings.user}`);
      authentication.next(left, partial, next);
    },
    ...(sock !== undefined && { sock }),
  };
  return new Promise((resolve, reject) => {
    const abort = (): void => void client.destroy();
    const fail = (error: (Error & { level?: string }) | undefined): void => {
      // An agent that does not answer is one method less; ssh2 goes on to the next by itself.
      if (error?.level === 'agent') return;
      signal?.removeEventListener('abort', abort);
      clearTimeout(silence);
      client.destroy();
      if (signal?.aborted) reject(signal.reason);
      else reject(failure ?? keys.refusal ?? explainFailure(settings, hop, authentication, error));
    };
    signal?.addEventListener('abort', abort, { once: true });
    client.once('ready', () => {
      signal?.removeEventListener('abort', abort);
      client.removeAllListeners('error');
      client.removeAllListeners('close');
      resolve(client);
    });
    const { connectTimeout } = settings;
    silence = setTimeout(() => fail(new Error(`no answer within ${connectTimeout / 1000} s`)), connectTimeout);
    client.on('error', fail);
    client.once('close', () => fail(undefined));
    client.connect(config);
    // What a small packet asks for, a flood's next window too, would wait for the target's delayed acknowledgement: 40 ms each time.
    client.setNoDelay(true);
  });
}

function explainFailure(
  settings: HostSettings,
  hop: string,
  authentication: Authentication,
  error: (Error & { level?: string; code?: string }) | undefined,
): TargetError {
  const place = `${settings.hostName}:${settings.port}`;
  if (error?.level === 'client-authentication' || authentication.gaveUp) {
    const tried =
      authentication.tried.length === 0 ? 'nothing it accepts was at hand' : `tried ${authentication.tried.join(', ')}`;
    const [certificate] = authentication.certificates;
    const certified =
      certificate === undefined
        ? ''
        : ` The certificate ${certificate} was not offered: the built-in SSH client has no user certificates. Set tracewright.sshTransport to system (on the command line: --ssh system), which logs in with them.`;
    return new TargetError(
      `${hop} did not let ${settings.user} in: ${tried}.${certified} Check the user name, add your key to its authorized_keys, or name the key as IdentityFile in your ssh_config.`,
    );
  }
  switch (error?.code) {
    case 'ECONNREFUSED':
      return new TargetError(
        `${hop} refused the connection at ${place}. Check that sshd runs there and listens on this port.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new TargetError(
        `${settings.hostName === hop ? hop : `The name ${settings.hostName} of ${hop}`} cannot be found. Check the spelling, or add HostName to your ssh_config.`,
      );
    default:
      return new TargetError(
        `No connection to ${hop} at ${place}: ${error?.message ?? 'it closed the connection'}. Check that the host is up and that its port is reachable from here.`,
      );
  }
}
