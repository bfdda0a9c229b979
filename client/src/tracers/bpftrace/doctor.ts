// What bpftrace needs of a target, beyond what every tracer needs.
import { install } from '../../doctor/packages.ts';
import type { DoctorQuestion } from '../../doctor/question.ts';
import { isAtLeast } from '../versions.ts';

const names = { debian: 'bpftrace', fedora: 'bpftrace', suse: 'bpftrace', arch: 'bpftrace' };

/** The first release whose output is wholly read as JSON. */
const wellRead = '0.24';

export const doctorQuestions: readonly DoctorQuestion[] = [
  {
    id: 'bpftrace-version',
    question: 'Which bpftrace is there?',
    command: 'bpftrace --version 2>&1',
    judge({ output, code, target }) {
      const [, version] = /v?(\d+\.\d+(?:\.\d+)?)/.exec(output) ?? [];
      if (code !== 0 || version === undefined)
        return { verdict: 'none', why: 'There is none.', fix: install(target.distribution, 'bpftrace', names) };
      if (isAtLeast(version, wellRead)) return { verdict: 'good', why: `bpftrace ${version}.` };
      return { verdict: 'good', why: `bpftrace ${version}: an older one; scripts are checked for what it knows.` };
    },
  },
  {
    id: 'bpf-config',
    question: 'Is the kernel built for it?',
    command:
      'for f in /proc/config.gz "/boot/config-$(uname -r)" "/lib/modules/$(uname -r)/config"; do [ -r "$f" ] && { case $f in *.gz) gzip -dc "$f" ;; *) cat "$f" ;; esac; break; }; done | grep -E "^CONFIG_(BPF_SYSCALL|BPF_EVENTS|KPROBES|UPROBES|FTRACE_SYSCALLS|DEBUG_INFO_BTF)="; exit 0',
    judge({ output }) {
      if (output === '')
        return { verdict: 'warning', why: "The kernel's configuration cannot be read; it was not looked at." };
      const has = (name: string): boolean => output.includes(`CONFIG_${name}=y`);
      if (!has('BPF_SYSCALL') || !has('BPF_EVENTS'))
        return {
          verdict: 'bad',
          why: 'It is built without BPF for tracing: bpftrace cannot run.',
          fix: { what: 'Run a kernel with CONFIG_BPF_SYSCALL and CONFIG_BPF_EVENTS.' },
        };
      const missing = ['KPROBES', 'UPROBES', 'FTRACE_SYSCALLS', 'DEBUG_INFO_BTF'].filter((name) => !has(name));
      if (missing.length === 0) return { verdict: 'good', why: 'It has all that bpftrace uses.' };
      return {
        verdict: 'warning',
        why: `It is built without ${missing.map((name) => `CONFIG_${name}`).join(', ')}: probes that need them fail.`,
      };
    },
  },
];
