// The doctor's judgements: what each question makes of answers as real targets give them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distributionOf, install } from '../../client/src/doctor/packages.ts';
import type { DoctorQuestion, TargetFacts } from '../../client/src/doctor/question.ts';
import { reportMarkdown, reportText } from '../../client/src/doctor/report.ts';
import { targetQuestions } from '../../client/src/doctor/targetQuestions.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';

const all: readonly DoctorQuestion[] = [
  ...targetQuestions,
  ...Object.values(tracers).flatMap(({ doctorQuestions }) => doctorQuestions),
];

const facts: TargetFacts = {
  release: '6.12.9-amd64',
  machine: 'x86_64',
  distribution: 'debian',
  user: 'ann',
  isRoot: false,
};
const seconds = Math.floor(Date.now() / 1000);

const cases: readonly [id: string, output: string, code: number, verdict: string, why: RegExp][] = [
  ['privilege', 'uid=0(root)\nway=sudo', 0, 'good', /through sudo/],
  ['privilege', 'uid=7(ann) groups=7(ann),9(stapdev)\nway=none', 0, 'warning', /no other tracer/],
  ['privilege', 'uid=7(ann) groups=9(stapdev)\nway=password', 0, 'good', /needs none/],
  ['privilege', 'uid=7(ann)\nway=doas', 0, 'good', /through doas/],
  ['privilege', 'uid=7(ann)\nway=terminal', 0, 'bad', /by doas, which takes it at a terminal only/],
  ['privilege', 'uid=7(ann) groups=9(stapdev)\nway=terminal', 0, 'warning', /no other tracer/],
  ['privilege', 'uid=7(ann)\nway=password', 0, 'warning', /if it may use it/],
  ['privilege', 'uid=7(ann)\nway=none', 0, 'bad', /no sudo/],
  ['tracefs', 'nodev /sys/kernel/tracing tracefs rw 0 0\n/sys/kernel/tracing/available_events', 0, 'good', /listed/],
  ['tracefs', 'nodev /sys/kernel/tracing tracefs rw 0 0', 2, 'warning', /may not read/],
  ['tracefs', '', 2, 'warning', /not mounted/],
  ['btf', '-r--r--r-- 1 root root 5 vmlinux', 0, 'good', /Types/],
  ['btf', 'ls: no such file', 2, 'warning', /no fentry/],
  ['kallsyms', '0\nffffffff81000000 T _text', 0, 'good', /is 0/],
  ['kallsyms', '2\n0000000000000000 T _text', 0, 'bad', /even for root/],
  ['kallsyms', '1\n0000000000000000 T _text', 0, 'warning', /for this user/],
  ['lockdown', '[none] integrity confidentiality', 0, 'good', /is not/],
  ['lockdown', 'none [integrity] confidentiality\nSecureBoot enabled', 0, 'bad', /unsigned modules.*Secure Boot is on/],
  ['perf', '4', 0, 'good', /only root/],
  ['perf', '', 1, 'warning', /no performance events/],
  ['leftovers', '', 0, 'good', /No module/],
  ['leftovers', 'stap_1\nstap_2', 0, 'warning', /2 modules.*stap_1, stap_2/],
  ['space', '/dev/a 9 1 900000000 1% /tmp\n/dev/b 9 1 5000 1% /home', 0, 'bad', /Only 5 MB are free on \/home/],
  ['space', '/dev/a 9 1 900000000 1% /tmp', 0, 'good', /900000 MB/],
  ['clock', String(seconds), 0, 'good', /agrees/],
  // The answer took longer than clocks may differ.
  ['clock', String(seconds - 50), 0, 'good', /agrees/],
  ['clock', String(seconds - 200), 0, 'warning', /(139|140) s behind/],
  ['clock', String(seconds + 500), 0, 'warning', /(499|500|501) s ahead/],
  ['stap-version', 'sh: stap: not found', 127, 'none', /none/],
  [
    'stap-version',
    'version 5.6/0.196\ntested kernel versions: 3.10 ... 7.3.0-rc3',
    0,
    'good',
    /5\.6, tested up to Linux 7\.3/,
  ],
  [
    'stap-version',
    'version 4.8/0.188\ntested kernel versions: 2.6.32 ... 6.1-rc1',
    0,
    'warning',
    /up to Linux 6\.1; here runs 6\.12/,
  ],
  ['kernel-headers', '', 2, 'bad', /6\.12\.9-amd64/],
  ['compiler', '/usr/bin/gcc', 1, 'bad', /^make is missing/],
  ['compiler', '/usr/bin/gcc\n/usr/bin/make', 0, 'good', /are there/],
  ['stap-groups', 'stapusr:x:1:', 0, 'warning', /only root/],
  ['debuginfo', '', 0, 'warning', /no \$variables/],
  ['debuginfo', 'https://debuginfod.example', 0, 'good', /debuginfod/],
  ['bpftrace-version', 'bpftrace v0.17.0', 0, 'good', /older/],
  ['bpftrace-version', 'bpftrace v0.27.1', 0, 'good', /0\.27\.1/],
  ['bpf-config', 'CONFIG_BPF_SYSCALL=y\nCONFIG_BPF_EVENTS=y', 0, 'warning', /without CONFIG_KPROBES/],
  ['bpf-config', 'CONFIG_KPROBES=y', 0, 'bad', /cannot run/],
  ['dtrace-version', 'dtrace: D 2.0.7', 0, 'good', /2\.0\.7/],
  ['dtrace-version', 'usage /usr/bin/dtrace [--help] [-h | -G]', 1, 'none', /makes headers/],
];

const askedAt = (seconds - 60) * 1000;

for (const [id, output, code, verdict, why] of cases) {
  test(`${id}: ${JSON.stringify(output)} is ${verdict}`, () => {
    const question = all.find((one) => one.id === id) ?? assert.fail(`there is no question ${id}`);
    const judgement = question.judge({ output, code, target: facts, askedAt });
    assert.equal(judgement.verdict, verdict, judgement.why);
    assert.match(judgement.why, why);
    if (verdict === 'bad') assert.ok(judgement.fix, 'what is bad has a fix');
  });
}

test('every question has a case here, and no two the same name', () => {
  const ids = all.map(({ id }) => id);
  assert.deepEqual([...new Set(cases.map(([id]) => id))].sort(), [...ids].sort());
});

test('packages by distribution', () => {
  assert.equal(distributionOf('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian'), 'debian');
  assert.equal(distributionOf('ID="rocky"\nID_LIKE="rhel centos fedora"'), 'fedora');
  assert.equal(distributionOf('ID="opensuse-leap"\nID_LIKE="suse opensuse"'), 'suse');
  assert.equal(distributionOf('ID=arch'), 'arch');
  assert.equal(distributionOf(''), 'other');
  assert.deepEqual(install('fedora', 'x', { fedora: 'px' }), {
    what: 'Install x.',
    command: 'dnf install px',
    undo: 'dnf remove px',
  });
  assert.equal(install('other', 'x', { debian: 'px' }).command, undefined);
});

test('a report as text and as Markdown keeps hostile output inside its fence', () => {
  const row = {
    id: 'btf',
    tracer: undefined,
    question: 'Q?',
    command: 'ls',
    output: '```\n# not a heading',
    verdict: 'bad' as const,
    why: 'a | b.',
    fix: { what: 'Do it.', command: 'do', undo: 'undo' },
  };
  const report = { target: 'lab', facts, rows: [row] };
  assert.equal(reportText(report), '✗ Q? a | b.\n    Do it.\n      # do\n      to undo it: # undo\n');
  const markdown = reportMarkdown(report);
  assert.match(markdown, /\| ✗ bad \| target \| Q\? \| a \\\| b\. \|/);
  assert.match(markdown, /\n````\n```\n# not a heading\n````\n/);
});
