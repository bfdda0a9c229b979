// Where a script is compiled, what stops a machine from doing it for another, and the command lines of both halves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTargetOf, whyNotBuild } from '../../client/src/runs/buildTarget.ts';
import { building } from '../../client/src/tracers/systemtap/build.ts';

const options = { arguments: [] };
const buildTargets = { 'web*': 'build1', 'db?': 'build2', build1: 'build1', web9: 'build2' };

test('the settings name a build target by pattern, the first that matches counts', () => {
  const of = (target: string) => buildTargetOf(target, options, { buildTargets });
  assert.deepEqual(['web9', 'root@db1:2222', 'mail'].map(of), ['build1', 'build2', undefined]);
});

test('what is said for a run goes before the settings', () => {
  assert.equal(buildTargetOf('web1', { ...options, buildOn: 'here' }, { buildTargets }), 'here');
  assert.equal(buildTargetOf('mail', { ...options, buildOn: 'here' }, {}), 'here');
});

test('a target that is its own build target compiles as if nothing was said', () => {
  assert.equal(buildTargetOf('build1', options, { buildTargets }), undefined);
  assert.equal(buildTargetOf('web1', { ...options, buildOn: 'web1' }, { buildTargets }), undefined);
});

const web = { name: 'web1', machine: 'x86_64', release: '6.12.1-amd64' };

test('a machine with the headers of the same release and architecture can build', () => {
  const builder = { name: 'build1', machine: 'x86_64', headers: ['6.1.0-amd64', '6.12.1-amd64'] };
  assert.equal(whyNotBuild(builder, web), undefined);
});

test('why a machine cannot build names what is missing, what is there, and the next step', () => {
  const builder = { name: 'build1', machine: 'x86_64', headers: ['6.1.0-amd64'] };
  const missing = whyNotBuild(builder, web) ?? '';
  assert.match(
    missing,
    /build1 has no headers of 6\.12\.1-amd64, the kernel of web1 \(it has those of 6\.1\.0-amd64\)/,
  );
  assert.match(missing, /linux-headers-6\.12\.1-amd64/);
  assert.match(whyNotBuild({ ...builder, headers: [] }, web) ?? '', /it has none/);
  assert.match(whyNotBuild({ ...builder, machine: 'aarch64' }, web) ?? '', /build1 is aarch64 and web1 is x86_64/);
});

const script = { name: 'a.stp', text: 'probe begin { exit() }' };
const facts = { version: '5.6', path: '/usr/bin/it' };
const all = {
  arguments: ['eth0', '-x'],
  bufferSize: 3 * 1024 * 1024,
  command: 'ls -l',
  pid: 7,
  tracerOptions: ['-g', '-G', 'limit=5', '-DMAXACTION=9', '-Gname=a b'],
};

test('what makes the module goes to stap', () => {
  assert.deepEqual(building.compile(all, facts, '6.12.1').slice(2), [
    ...['/usr/bin/it', '-v', '-p4', '-r', '6.12.1', '-g', '-DMAXACTION=9', '-c', 'ls -l', '-', 'eth0', '-x'],
  ]);
});

test('the program of a followed process goes to stap where a probe may stand for it, as one word', () => {
  const { command: _, ...following } = all;
  assert.deepEqual(building.compile(following, facts, '6.12.1', '/opt/a b/it').slice(-5), [
    ...['-c', "'/opt/a b/it'", '-', 'eth0', '-x'],
  ]);
  assert.ok(building.needsProgram({ ...script, text: 'probe process.function("main") { }' }));
  assert.ok(!building.needsProgram({ ...script, text: 'probe process("/bin/ls").function("main") { }' }));
});

test('what concerns its run goes to staprun: buffer, command, process, and values of globals behind the module', () => {
  const { argv, groups } = building.launch(script, all, facts);
  assert.deepEqual(argv.slice(argv.indexOf('/usr/bin/it')), [
    ...['/usr/bin/it', '-R', '-b', '3', '-c', 'ls -l', '-x', '7', '{module}', 'limit=5', 'name=a b'],
  ]);
  // Membership of stapsys lets stap run, but loads no module of one's own.
  assert.deepEqual(groups, ['stapdev']);
});
