// bpftrace scripts as bpftrace itself reads them: Debian's tools without a finding, ours refused where bpftrace refuses them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { debianPackage } from '../hosts/debianPackage.ts';
import { readScripts, readVerdicts } from './scriptTable.ts';

/** What is met today; a change may raise these, never lower them. */
const floor = { tools: { bookworm: 38, trixie: 39, forky: 39 }, scripts: 590 };

/** Debian's releases: the one that the suite installs bpftrace of, and later ones whose packages are only unpacked. */
const suites = ['bookworm', 'trixie', 'forky'] as const;

interface Tools {
  readonly paths: readonly string[];
  /** The bpftrace that they come with. */
  readonly release: string;
}

async function toolsOf(suite: (typeof suites)[number]): Promise<Tools> {
  const { folder, version } =
    suite === 'bookworm' ? { folder: '/', version: '0.17.0' } : await debianPackage('bpftrace', suite);
  const found = readdirSync(join(folder, 'usr/sbin')).filter((name) => name.endsWith('.bt'));
  return { paths: found.sort().map((name) => join(folder, 'usr/sbin', name)), release: version };
}

function packOf(release: string): KernelPack {
  return { ...emptyPack, manifest: { ...emptyPack.manifest, tracers: { bpftrace: release } } };
}

for (const suite of suites) {
  test(`the tools of Debian ${suite} are read without a finding, and laid out anew without changing what they say`, async () => {
    const { paths, release } = await toolsOf(suite);
    for (const path of paths) {
      const text = readFileSync(path, 'utf8');
      for (const pack of [emptyPack, packOf(release)]) {
        const source = { text, path, pack };
        const script = bpftrace.parse(source);
        const findings = [...script.errors, ...bpftrace.check(script, source)];
        assert.deepEqual(
          findings.map(({ message }) => message),
          [],
          `${path}, bpftrace ${release}`,
        );
      }
      const laidOut = bpftrace.format(bpftrace.parse({ text, path, pack: emptyPack }));
      assert.ok(laidOut !== undefined);
      const again = bpftrace.parse({ text: laidOut, path, pack: emptyPack });
      assert.equal(laidOut.replace(/\s+/g, ''), text.replace(/\s+/g, ''), path);
      assert.equal(bpftrace.format(again), laidOut, path);
    }
    assert.ok(paths.length >= floor.tools[suite], `only ${paths.length} tools were read`);
  });
}

test('our scripts are refused where bpftrace refuses them, and only there', () => {
  const verdicts = readVerdicts('bpftrace');
  const disagreements: string[] = [];
  let scripts = 0;
  for (const { name, text } of readScripts('bpftrace')) {
    const verdict = verdicts.get(name);
    assert.ok(verdict !== undefined, `no verdict for "${name}": run recordBpftraceVerdicts.ts`);
    scripts++;
    const [first] = bpftrace.parse({ text, path: '', pack: emptyPack }).errors;
    const before = first && text.slice(0, first.range.start).split('\n');
    const line = before && `${before.length}`;
    // bpftrace counts columns in bytes, and gives none where an error spans lines.
    const column = before && Buffer.byteLength(before.at(-1) ?? '') + 1;
    const wanted = /^\d+(?::\d+)?/.exec(verdict)?.[0] ?? 'ok';
    const got = line === undefined ? 'ok' : wanted.includes(':') ? `${line}:${column}` : line;
    if (got !== wanted) disagreements.push(`${name}: wanted ${verdict}, got ${got} ${first?.message ?? ''}`);
  }
  assert.deepEqual(disagreements, []);
  assert.ok(scripts >= floor.scripts, `only ${scripts} scripts were tried`);
});
