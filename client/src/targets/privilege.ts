// Which rights a user has on a target, and how a program gets root's: the least that works, and said in words.
import type { Connection, Prompter, RemoteProcess } from './target.ts';
import { TargetError } from './target.ts';

/** Ways to root's rights, the least trouble first. */
export type Elevation =
  /** The login is root's own. */
  | 'root'
  /** `sudo` asks for no password. */
  | 'sudo'
  /** `doas` asks for no password. */
  | 'doas'
  /** `sudo` asks for the user's password. */
  | 'sudo with password'
  /** `doas` asks for it, which it does at a terminal only. */
  | 'doas with password'
  /** There is none. */
  | 'none';

/** What a user may do on a target. */
export interface Privilege {
  readonly user: string;
  readonly elevation: Elevation;
  /** Groups of SystemTap that the user is in: `stapdev` may run anything, `stapsys` and `stapusr` less. */
  readonly stapGroups: readonly string[];
  /** Of the user's own processes, without root's help; all of them for root. */
  readonly capabilities: readonly Capability[];
}

/** Capabilities that a tracer may ask for in root's place, by their bit (linux/capability.h). */
const capabilityBits = { CAP_DAC_OVERRIDE: 1, CAP_DAC_READ_SEARCH: 2, CAP_PERFMON: 38, CAP_BPF: 39 } as const;

export type Capability = keyof typeof capabilityBits;

// Few processes, as their start is what takes long on a busy or a slow machine.
const survey = `(
caps= uid=
while read -r word first second _; do
  case $word in Uid:) uid=$second ;; CapEff:) caps=$first ;; esac
done </proc/self/status
if [ "$uid" = 0 ]; then echo 'uid=0(root) gid=0(root)'; else id; fi
echo "$caps"
if [ "$uid" = 0 ]; then echo root; exit; fi
if sudo -n true 2>/dev/null; then echo sudo
elif doas -n true 2>/dev/null; then echo doas
elif command -v sudo >/dev/null; then echo 'sudo with password'
elif command -v doas >/dev/null; then echo 'doas with password'
else echo none; fi
)`;

/** To be told with other things that are asked at once: a program for `sh` that says so many lines, and what those mean. */
export const privilegeSurvey = { program: survey, lines: 3, read: readPrivilege } as const;

/** Whether root's rights are there without a question to anybody. */
export function isFree({ elevation }: Privilege): boolean {
  return elevation === 'root' || elevation === 'sudo' || elevation === 'doas';
}

/** One round trip; tries nothing that would ask, and nothing that a log of failed attempts would name but `sudo -n`. */
export async function askPrivilege(connection: Connection): Promise<Privilege> {
  const program = await connection.spawn(['sh', '-c', survey]);
  program.stdin.end();
  program.stderr.resume();
  const chunks: Buffer[] = await program.stdout.toArray();
  await program.exited;
  return readPrivilege(Buffer.concat(chunks).toString('utf8').split('\n'));
}

function readPrivilege([said = '', capabilities = '', elevation = 'none']: readonly string[]): Privilege {
  const { user, groups } = readId(said);
  return {
    user,
    elevation: elevation as Elevation,
    stapGroups: groups.filter((group) => /^stap(dev|sys|usr)$/.test(group)),
    capabilities: capabilitiesIn(capabilities),
  };
}

/** `uid=1000(ana) gid=1000(ana) groups=1000(ana),27(domain users)`, the groups only where there are more than one; what has no name goes by its number. */
function readId(said: string): { readonly user: string; readonly groups: readonly string[] } {
  const [, user = '', group = '', groups = group] =
    /^uid=(\d+(?:\(.*?\))?) gid=(\d+(?:\(.*?\))?)(?:.*? groups=(.*?))?(?: context=.*)?$/.exec(said) ?? [];
  const nameOf = (each: string): string => /\((.*)\)$/.exec(each)?.[1] ?? each;
  return { user: nameOf(user), groups: groups.split(',').map(nameOf) };
}

/** `hex`: the set as `/proc/self/status` has it; '' where it has none. */
function capabilitiesIn(hex: string): readonly Capability[] {
  const set = BigInt(/^[0-9a-f]+$/.test(hex) ? `0x${hex}` : 0);
  const all = Object.entries(capabilityBits) as [Capability, number][];
  return all.filter(([, bit]) => (set >> BigInt(bit)) % 2n === 1n).map(([name]) => name);
}

/** One sentence about what a user may do. */
export function sayPrivilege({ user, elevation, stapGroups }: Privilege): string {
  const groups = stapGroups.length === 0 ? '' : `, in the group ${stapGroups.join(' and ')}`;
  switch (elevation) {
    case 'root':
      return `${user} is root.`;
    case 'none':
      return `${user} is not root and has no sudo${groups}.`;
    case 'doas with password':
      return `${user} is asked for a password by doas, which takes it at a terminal only${groups}.`;
    default:
      return `${user} becomes root through ${elevation}${groups}.`;
  }
}

/** A started program asks for the password this way; no other program prints it. */
const passwordMark = 'tracewright asks for the sudo password:';
const startMark = 'tracewright: started';

/**
 * Starts a program with root's rights. Where sudo wants a password the user is asked for it, and it goes to sudo's own
 * standard input only when sudo asks: never on a command line, nor to the program. Rejects with a `TargetError`.
 */
export async function spawnAsRoot(
  connection: Connection,
  { user, elevation }: Privilege,
  argv: readonly string[],
  prompter: Prompter,
): Promise<RemoteProcess> {
  const host = connection.target.name;
  switch (elevation) {
    case 'root':
      return connection.spawn(argv);
    case 'sudo':
      return connection.spawn(['sudo', '-n', '--', ...argv]);
    case 'doas':
      return connection.spawn(['doas', '-n', '--', ...argv]);
    case 'doas with password':
      throw new TargetError(
        `doas on ${host} asks ${user} for a password, and takes it at a terminal only. Allow it without one (permit nopass ${user} in doas.conf; persist remembers it for a terminal only), or give this user sudo.`,
      );
    case 'none':
      throw new TargetError(`${user} has no way to root on ${host}. Log in as root there, or allow this user sudo.`);
    case 'sudo with password': {
      if (connection.isOverheard) {
        throw new TargetError(
          `sudo on ${host} asks ${user} for a password, and clush would give it to all hosts. Allow sudo without one there, or run on ${host} directly.`,
        );
      }
      const announced = ['sh', '-c', `echo '${startMark}' >&2; exec "$@"`, 'sh', ...argv];
      const program = await connection.spawn(['sudo', '-S', '-p', passwordMark, '--', ...announced]);
      await answerSudo(program, host, () => prompter.answer({ host, prompt: `sudo password of ${user}`, echo: false }));
      return program;
    }
  }
}

/** Settles when the program runs; until then all that is on its standard error is sudo's. */
async function answerSudo(program: RemoteProcess, host: string, ask: () => Promise<string | undefined>): Promise<void> {
  let said = '';
  for (;;) {
    const chunk = await nextChunk(program);
    if (chunk === undefined) {
      const words = said.replaceAll(passwordMark, '').trim().split('\n').at(-1) ?? '';
      throw new TargetError(`sudo on ${host} gave no root rights: ${words === '' ? 'it gave no reason' : words}.`);
    }
    said += chunk.toString('utf8');
    const started = said.indexOf(`${startMark}\n`);
    if (started >= 0) {
      const rest = said.slice(started + startMark.length + 1);
      if (rest !== '') program.stderr.unshift(Buffer.from(rest));
      return;
    }
    const asked = said.indexOf(passwordMark);
    if (asked < 0) continue;
    const password = await ask();
    if (password === undefined) {
      program.kill();
      throw new TargetError(`No sudo password was given, so nothing was started as root on ${host}.`);
    }
    said = said.slice(asked + passwordMark.length);
    program.stdin.write(`${password}\n`);
  }
}

/** Undefined at the end of standard error. */
function nextChunk({ stderr }: RemoteProcess): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const chunk: Buffer | null = stderr.read();
      if (chunk === null && !stderr.readableEnded && !stderr.destroyed) return;
      for (const event of ['readable', 'end', 'close']) stderr.off(event, look);
      stderr.off('error', reject);
      resolve(chunk ?? undefined);
    };
    for (const event of ['readable', 'end', 'close']) stderr.on(event, look);
    stderr.once('error', reject);
    look();
  });
}
