// What every tracer needs of a target: rights, tracefs, symbols, no lockdown, room, a right clock.
import type { DoctorQuestion, Judgement } from './question.ts';

/** Seconds by which clocks may differ before times mislead. */
const clockBound = 5;

/** Kilobytes: a run's output is held in 256 MB at most; SystemTap's modules need some. */
const scarce = 300_000;
const tooLittle = 20_000;

const good = (why: string): Judgement => ({ verdict: 'good', why });

/** `persist` is no way out: doas remembers a password for one terminal. */
function judgeDoas(user: string): Judgement {
  const rule = `permit nopass ${user} as root`;
  return {
    verdict: 'bad',
    why: `${user} is asked for a password by doas, which takes it at a terminal only: a run has none, and \`persist\` remembers it for a terminal.`,
    fix: {
      what: 'Let doas ask this user for none.',
      command: `echo '${rule}' >> /etc/doas.conf`,
      undo: `sed -i '/^${rule}$/d' /etc/doas.conf`,
    },
  };
}

export const targetQuestions: readonly DoctorQuestion[] = [
  {
    id: 'privilege',
    question: 'May this user trace?',
    command:
      'id; if [ "$(id -u)" = 0 ]; then echo way=root; elif sudo -n true 2>/dev/null; then echo way=sudo; elif doas -n true 2>/dev/null; then echo way=doas; elif command -v sudo >/dev/null; then echo way=password; elif command -v doas >/dev/null; then echo way=terminal; else echo way=none; fi',
    judge({ output, target }) {
      const isOfStap = /\((?:stapdev|stapsys)\)/.test(output);
      // The command itself may have been run as root: who logs in is told by the facts.
      if (target.isRoot) return good(`${target.user} is root.`);
      const [, way] = /way=(\w+)/.exec(output) ?? [];
      if (way === 'sudo' || way === 'doas' || way === 'root')
        return good(`${target.user} becomes root${way === 'root' ? '' : ` through ${way}`}, without a password.`);
      if (isOfStap && !/way=password/.test(output))
        return {
          verdict: 'warning',
          why: `${target.user} may run SystemTap (group stapdev), and no other tracer.`,
        };
      if (way === 'terminal') return judgeDoas(target.user);
      const fix = {
        what: 'Let the user run SystemTap, or give it sudo.',
        command: `usermod -aG stapdev,stapusr ${target.user}`,
        undo: `gpasswd -d ${target.user} stapdev; gpasswd -d ${target.user} stapusr`,
      };
      if (!/way=password/.test(output))
        return { verdict: 'bad', why: `${target.user} is not root and has no sudo.`, fix };
      const why = `${target.user} is asked for a password by sudo, if it may use it at all.`;
      return isOfStap ? good(`${why} SystemTap needs none (group stapdev).`) : { verdict: 'warning', why, fix };
    },
  },
  {
    id: 'tracefs',
    question: 'Is tracefs mounted?',
    command:
      'grep -E " (tracefs|debugfs) " /proc/mounts; ls /sys/kernel/tracing/available_events /sys/kernel/debug/tracing/available_events 2>/dev/null',
    judge({ output }) {
      if (/available_events/.test(output)) return good('Tracepoints can be listed.');
      if (/ tracefs /.test(output))
        return {
          verdict: 'warning',
          why: 'It is mounted, and this user may not read it: the pack lacks tracepoints without root.',
        };
      return {
        verdict: 'warning',
        why: 'It is not mounted: runs from here mount it for themselves, a tracer started by hand finds no tracepoints.',
        fix: {
          what: 'Mount it.',
          command: 'mount -t tracefs nodev /sys/kernel/tracing',
          undo: 'umount /sys/kernel/tracing',
        },
      };
    },
  },
  {
    id: 'btf',
    question: 'Does the kernel bring its types (BTF)?',
    command: 'ls -l /sys/kernel/btf/vmlinux',
    judge({ code, output }) {
      if (code === 0) return good('Types of arguments and members are known.');
      return {
        verdict: 'warning',
        why: `There is no /sys/kernel/btf/vmlinux (${output.split('\n').at(-1) ?? ''}): bpftrace has no fentry and no struct members, completion no types.`,
        fix: { what: 'Run a kernel that is built with CONFIG_DEBUG_INFO_BTF=y; those of the distributions are.' },
      };
    },
  },
  {
    id: 'kallsyms',
    question: 'May symbols be read?',
    command: 'cat /proc/sys/kernel/kptr_restrict; head -n 1 /proc/kallsyms',
    judge({ output, target }) {
      const [restrict = '', first = ''] = output.split('\n');
      if (!/^0+ /.test(first) && first !== '') return good(`kptr_restrict is ${restrict}.`);
      const isHidden = restrict === '2' || (restrict === '1' && !target.isRoot);
      if (!isHidden) return good(`kptr_restrict is ${restrict}; names can be read.`);
      return {
        verdict: restrict === '2' ? 'bad' : 'warning',
        why: `kptr_restrict is ${restrict}: addresses read as zero${restrict === '2' ? ', even for root' : ' for this user'}, and stap cannot place probes by them.`,
        fix: {
          what: 'Show addresses to root.',
          command: 'sysctl kernel.kptr_restrict=1',
          undo: `sysctl kernel.kptr_restrict=${restrict}`,
        },
      };
    },
  },
  {
    id: 'lockdown',
    question: 'Is the kernel locked down?',
    command: 'cat /sys/kernel/security/lockdown 2>/dev/null || echo none; mokutil --sb-state 2>/dev/null || true',
    judge({ output }) {
      const [, mode] = /\[(\w+)\]/.exec(output) ?? [];
      const boot = /SecureBoot enabled/.test(output) ? ' Secure Boot is on.' : '';
      if (mode === undefined || mode === 'none') return good(`It is not.${boot}`);
      return {
        verdict: 'bad',
        why: `Lockdown is "${mode}": ${mode === 'integrity' ? "SystemTap's unsigned modules are refused" : 'no tracer may read kernel memory'}.${boot}`,
        fix: {
          what: "Turn Secure Boot off in the firmware's settings, or enrol a key for SystemTap's modules (stap(1), --sign-module).",
        },
      };
    },
  },
  {
    id: 'perf',
    question: 'May performance events be used?',
    command: 'cat /proc/sys/kernel/perf_event_paranoid',
    judge({ output, target }) {
      const level = Number(output);
      if (output === '' || Number.isNaN(level))
        return { verdict: 'warning', why: 'The kernel has no performance events: profile and hardware probes fail.' };
      if (level <= 2 || target.isRoot) return good(`perf_event_paranoid is ${level}; root may use them.`);
      return { verdict: 'good', why: `perf_event_paranoid is ${level}: only root may, and tracers run as root.` };
    },
  },
  {
    id: 'leftovers',
    question: 'Is anything left of earlier runs?',
    command: 'grep "^stap_" /proc/modules 2>/dev/null | cut -d" " -f1; exit 0',
    judge({ output }) {
      if (output === '') return good('No module of SystemTap is loaded.');
      const modules = output.split('\n');
      return {
        verdict: 'warning',
        why: `${modules.length === 1 ? 'A module' : `${modules.length} modules`} of SystemTap ${modules.length === 1 ? 'is' : 'are'} loaded: ${modules.join(', ')}. Somebody may be tracing.`,
        fix: { what: 'If nobody is, unload them.', command: modules.map((name) => `staprun -d ${name}`).join('; ') },
      };
    },
  },
  {
    id: 'space',
    question: 'Is there room for output and modules?',
    command: 'df -Pk /tmp "${HOME:-/}" | tail -n +2',
    judge({ output }) {
      const rows = output.split('\n').map((row) => row.split(/\s+/));
      const least = rows.reduce<readonly string[]>((a, b) => (Number(b[3]) < Number(a[3]) ? b : a), rows[0] ?? []);
      const free = Number(least[3]);
      const where = least[5] ?? '/tmp';
      if (!(free < scarce)) return good(`At least ${Math.round(free / 1000)} MB are free.`);
      return {
        verdict: free < tooLittle ? 'bad' : 'warning',
        why: `Only ${Math.round(free / 1000)} MB are free on ${where}: ${free < tooLittle ? 'runs will not start' : 'a flood of output may not be kept'}.`,
        fix: { what: `Make room on ${where}; SystemTap's cache can go.`, command: 'stap --clean-cache' },
      };
    },
  },
  {
    id: 'clock',
    question: 'Is its clock right?',
    command: 'date +%s',
    judge({ output, askedAt }) {
      // It told the time at some moment between question and answer.
      const [earliest, latest] = [Math.floor(askedAt / 1000), Math.floor(Date.now() / 1000)];
      const told = Number(output);
      const apart = told - Math.min(Math.max(told, earliest), latest);
      if (Number.isNaN(apart)) return { verdict: 'warning', why: 'It did not tell its time.' };
      if (Math.abs(apart) <= clockBound) return good('It agrees with this machine.');
      return {
        verdict: 'warning',
        why: `It is ${Math.abs(apart)} s ${apart > 0 ? 'ahead of' : 'behind'} this machine: times that scripts print do not fit those of the panel.`,
        fix: {
          what: 'Let it follow a time server.',
          command: 'timedatectl set-ntp true',
          undo: 'timedatectl set-ntp false',
        },
      };
    },
  },
];
