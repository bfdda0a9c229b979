// Writes a release's lines of bpftraceReleases.verdicts: what that bpftrace says of each script of bpftraceReleases.scripts
// that has none yet.
//
//   node test/conformance/recordBpftraceReleases.ts RELEASE COMMAND…
//
// RELEASE is the N of 0.N. COMMAND runs a shell line that follows as its last word (`chroot ROOT sh -c`) where that bpftrace is,
// with the lab's BTF, tracefs formats and kallsyms where it looks for them (0.17 by BPFTRACE_BTF). Scripts are compiled and not attached;
// still, COMMAND must take all capabilities away (`unshare -Urmpf`) and preload answerBpf.c, so that feature tests find what they ask for.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScripts, readVerdicts } from './scriptTable.ts';

const [release = '', program = '', ...before] = process.argv.slice(2);
const mode = Number(release) >= 24 ? '--mode codegen' : '--test codegen';

const verdicts = new Map(readVerdicts('bpftraceReleases'));
for (const { name, text } of readScripts('bpftraceReleases')) {
  if (verdicts.has(`${name} ${release}`)) continue;
  const line = `cat >/tmp/script.bt; timeout 30 bpftrace --unsafe ${mode} /tmp/script.bt`;
  const { status, stderr, stdout } = spawnSync(program, [...before, line], { input: text, encoding: 'utf8' });
  const [, place, message] =
    /(?:\/tmp\/script\.bt:([\d:]+)\S*|FATAL): (?:ERROR: )?(.*)/.exec(`${stderr}\n${stdout}`) ?? [];
  const said = message === undefined ? (status === 0 ? 'ok' : `? status ${status}`) : `${place ?? '?'} ${message}`;
  verdicts.set(`${name} ${release}`, status === 0 && !/: ERROR: /.test(stderr) ? 'ok' : said);
}
const order = readScripts('bpftraceReleases').map(({ name }) => name);
const lines = [...verdicts]
  .filter(([name]) => name !== '')
  .sort(
    ([a], [b]) => order.indexOf(a.replace(/ \d+$/, '')) - order.indexOf(b.replace(/ \d+$/, '')) || (a < b ? -1 : 1),
  );
writeFileSync(
  join(import.meta.dirname, 'bpftraceReleases.verdicts'),
  lines.map(([name, verdict]) => `${name}: ${verdict}\n`).join(''),
);
