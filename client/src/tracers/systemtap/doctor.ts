// What SystemTap needs of a target, beyond what every tracer needs.
import { install } from '../../doctor/packages.ts';
import type { DoctorQuestion } from '../../doctor/question.ts';

const names = { debian: 'systemtap', fedora: 'systemtap', suse: 'systemtap' };

export const doctorQuestions: readonly DoctorQuestion[] = [
  {
    id: 'stap-version',
    question: 'Which SystemTap is there, and does it know this kernel?',
    command: 'stap --version 2>&1',
    judge({ output, code, target }) {
      const [, version] = /version (\d+(?:\.\d+)+)/.exec(output) ?? [];
      if (code !== 0 || version === undefined)
        return { verdict: 'none', why: 'There is none.', fix: install(target.distribution, 'SystemTap', names) };
      const [, newest] = /tested kernel versions: \S+ \.\.\. (\d+\.\d+)/.exec(output) ?? [];
      if (newest !== undefined && isOlder(newest, target.release)) {
        return {
          verdict: 'warning',
          why: `SystemTap ${version} was tested up to Linux ${newest}; here runs ${target.release}, so its runtime may not compile.`,
          fix: { what: 'Install a newer SystemTap, e.g. from backports, when scripts fail in pass 4.' },
        };
      }
      return {
        verdict: 'good',
        why: `SystemTap ${version}${newest === undefined ? '' : `, tested up to Linux ${newest}`}.`,
      };
    },
  },
  {
    id: 'kernel-headers',
    question: "Are the kernel's headers there?",
    command: 'r=$(uname -r); ls -d "/lib/modules/$r/build/Makefile" "/lib/modules/$r/build/.config"',
    judge({ code, target }) {
      if (code === 0) return { verdict: 'good', why: 'Modules can be built for this kernel.' };
      return {
        verdict: 'bad',
        why: `There are none for ${target.release}: scripts fail in pass 1 to 4, unless another target builds them (setting tracewright.buildTargets).`,
        fix: install(target.distribution, 'the headers of the running kernel', {
          debian: `linux-headers-${target.release}`,
          fedora: `kernel-devel-${target.release}`,
          suse: 'kernel-default-devel',
          arch: 'linux-headers',
        }),
      };
    },
  },
  {
    id: 'compiler',
    question: 'Is there a compiler for its modules?',
    command: 'command -v gcc; command -v make',
    judge({ output, target }) {
      const missing = ['gcc', 'make'].filter((tool) => !new RegExp(`/${tool}$`, 'm').test(output));
      if (missing.length === 0) return { verdict: 'good', why: 'gcc and make are there.' };
      const all = missing.join(' ');
      return {
        verdict: 'bad',
        why: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: scripts fail in pass 4.`,
        fix: install(target.distribution, missing.join(' and '), { debian: all, fedora: all, suse: all, arch: all }),
      };
    },
  },
  {
    id: 'stap-groups',
    question: 'Do its groups exist?',
    command: 'getent group stapdev stapsys stapusr; exit 0',
    judge({ output }) {
      if (/^stapdev:/m.test(output) && /^stapusr:/m.test(output))
        return { verdict: 'good', why: 'Users can be let in by the groups stapdev and stapusr.' };
      return {
        verdict: 'warning',
        why: 'stapdev or stapusr is missing: only root can run scripts.',
        fix: { what: 'Make the groups.', command: 'groupadd -f stapdev; groupadd -f stapsys; groupadd -f stapusr' },
      };
    },
  },
  {
    id: 'debuginfo',
    question: "Is the kernel's debug information at hand?",
    command:
      'r=$(uname -r); ls "/usr/lib/debug/boot/vmlinux-$r" "/usr/lib/debug/lib/modules/$r/vmlinux" "/lib/modules/$r/vmlinux" 2>/dev/null; cat /etc/debuginfod/*.urls 2>/dev/null; echo "$DEBUGINFOD_URLS"',
    judge({ output, target }) {
      if (/vmlinux/.test(output)) return { verdict: 'good', why: 'Target variables of kernel functions work.' };
      if (/https?:/.test(output))
        return { verdict: 'good', why: 'It is fetched from debuginfod when a script needs it.' };
      return {
        verdict: 'warning',
        why: 'There is none: kernel.function brings no $variables. Tracepoints, kprobe.function and most of the tapset work without.',
        fix: install(target.distribution, "the kernel's debug information", {
          debian: `linux-image-${target.release}-dbg`,
          fedora: `kernel-debuginfo-${target.release}`,
          suse: 'kernel-default-debuginfo',
        }),
      };
    },
  },
];

/** Whether `major.minor` is less than a release's. */
function isOlder(version: string, release: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [, hereMajor, hereMinor] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return major < Number(hereMajor) || (major === Number(hereMajor) && minor < Number(hereMinor));
}
