// The language server's questions about a target's files, answered by a real OpenSSH server and by this machine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { TargetFiles } from '../../client/src/packs/targetFiles.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';
import type { Target } from '../../client/src/targets/target.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import { ElfError } from '../../server/src/kernel/elfFile.ts';
import { readProgram } from '../../server/src/kernel/readProgram.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

let user: UserSide;
let server: SshServer;

before(async () => {
  user = await UserSide.make();
  const key = await makeKey(`${user.folder}/key`, 'ed25519');
  server = await SshServer.start({ authorized: [key.publicLine] });
  await user.trust(server);
  await user.configure(...user.host('lab', server, `IdentityFile ${key.file}`));
});

after(async () => {
  await server.stop();
  await user.remove();
});

const silent = { acceptHostKey: async () => false, answer: async () => undefined };

for (const [name, target] of [
  ['over SSH', () => parseTarget('lab')],
  ['on this machine', createLocalTarget],
] as const) {
  test(`a program is read in pieces, its folder listed, running programs named, ${name}`, async () => {
    const files = new TargetFiles(target(), () => silent);
    try {
      const open = (path: string) => ({
        read: async (offset: number, length: number): Promise<Uint8Array> => {
          const answer = await files.read({ pack: '', path, offset, length });
          if ('unavailable' in answer) throw new Error(answer.unavailable);
          return Buffer.from(answer.data, 'base64');
        },
      });
      // This Node itself: some hundred thousand symbols, in sections of tens of megabytes.
      const node = await realpath(process.execPath);
      const program = await readProgram(node, open);
      assert.ok(program.functions.size > 1000, `${program.functions.size} functions`);
      await assert.rejects(readProgram('/etc/passwd', open), ElfError);

      const folder = await files.list('/usr/bin/');
      const expected = execFileSync('ls', ['-1Ap', '/usr/bin/'], { encoding: 'utf8' }).trim().split('\n').sort();
      assert.deepEqual('names' in folder && [...folder.names].sort(), expected);
      const running = await files.running();
      assert.ok('names' in running && running.names.includes(node), JSON.stringify(running));

      const missing = await files.read({ pack: '', path: '/nosuch/program', offset: 0, length: 64 });
      assert.ok('unavailable' in missing && missing.isMissing, JSON.stringify(missing));
      const unreadable = await files.read({ pack: '', path: '/proc', offset: 0, length: 64 });
      assert.ok('unavailable' in unreadable && !unreadable.isMissing, JSON.stringify(unreadable));
    } finally {
      files.close();
    }
  });
}

test('a host that is away is said so, and not knocked at again with every key', async () => {
  const away = parseTarget('nobody@127.0.0.1:1');
  let knocks = 0;
  const counted: Target = {
    ...away,
    connect: (options) => {
      knocks++;
      return away.connect(options);
    },
  };
  const files = new TargetFiles(counted, () => silent);
  const first = await files.list('/');
  assert.ok('unavailable' in first && /refused the connection/.test(first.unavailable), JSON.stringify(first));
  assert.deepEqual(await files.list('/usr'), first);
  assert.equal(knocks, 1);
  files.close();
});
