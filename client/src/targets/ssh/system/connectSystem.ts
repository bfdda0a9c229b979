// A connection to a host through the system's ssh: its ways to log in, our channels.
import { type ConnectOptions, TargetError } from '../../target.ts';
import type { HostAsked } from '../hostSettings.ts';
import { SshLink } from '../sshConnection.ts';
import { startMaster } from './master.ts';
import { muxClient } from './muxClient.ts';

/** Rejects with a `TargetError` in words for the user, or with the signal's reason. */
export async function connectSystem(name: string, asked: HostAsked, options: ConnectOptions): Promise<SshLink> {
  if (process.platform === 'win32') {
    throw new TargetError(
      `Windows' ssh cannot share a connection (it has no ControlMaster), so ${name} cannot be reached through it. Set tracewright.sshTransport to built-in, or open the folder in WSL.`,
    );
  }
  const master = await startMaster(asked, options);
  try {
    return new SshLink(name, [await muxClient(master.socket)], master);
  } catch (error) {
    master.end();
    const why = error instanceof Error ? error.message : String(error);
    throw new TargetError(
      `The system's ssh reached ${name} and cannot be used: ${why}. Set tracewright.sshTransport to built-in.`,
    );
  }
}
