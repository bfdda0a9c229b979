// Programs of the target in completion, findings and probes: the server asks its client for files, as VS Code is asked.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import test, { after, before } from 'node:test';
import {
  type ListTargetParams,
  listTarget,
  type PackStatusParams,
  packStatus,
  probes,
  type ReadTargetParams,
  readTarget,
  runningPrograms,
} from '../../server/src/protocol.ts';
import { writeElf } from '../support/elfWriter.ts';
import { writeLibraryCache } from '../support/libraryCacheWriter.ts';
import { LspClient } from '../support/lspClient.ts';
import { makePackFolder } from '../support/packFolder.ts';

const app = writeElf({
  is64: true,
  littleEndian: true,
  functions: ['main', 'handle_request', 'handle_reply'],
  markers: [
    { provider: 'app', name: 'request__start', operands: '-4@%edi 8@%rsi' },
    { provider: 'app', name: 'request__done', operands: '-4@%edi' },
  ],
});

const service = writeElf({
  is64: true,
  littleEndian: true,
  functions: ['main', '_ZN3app6Server6handleEi', '_ZN3app6ServerC1Ev', '_RNvCs1234_7mycrate5serve', '_Znonsense'],
});

const cache = writeLibraryCache(
  [
    { name: 'libapp.so.2', path: '/usr/lib/libapp.so.2' },
    { name: 'libapp++.so.1', path: '/usr/lib/libapp++.so.1' },
    { name: 'libgone.so.1', path: '/usr/lib/libgone.so.1' },
  ],
  { littleEndian: true, behindOld: false, tellsOrder: true },
);

/** Files of the target. */
const files: Readonly<Record<string, Buffer>> = {
  '/usr/bin/app': app,
  '/usr/bin/service': service,
  '/usr/lib/libapp.so.2': app,
  '/etc/ld.so.cache': cache,
};

let folder: string;
let client: LspClient;

before(async () => {
  folder = await makePackFolder();
  client = await connect({});
});

/** A client of these capabilities that answers for the target. */
async function connect(capabilities: object): Promise<LspClient> {
  const client = await LspClient.start({ kernelPack: folder, targetFiles: true }, capabilities);
  client.answer(readTarget, ({ pack, path, offset, length }: ReadTargetParams) => {
    assert.equal(pack, folder);
    if (path === '/usr/bin/secret')
      return { unavailable: '/usr/bin/secret cannot be read: permission denied', isMissing: false };
    const file = files[path];
    if (file === undefined) return { unavailable: `${path} cannot be read`, isMissing: true };
    return { data: file.subarray(offset, offset + length).toString('base64') };
  });
  client.answer(listTarget, (params: ListTargetParams) => ({
    names: params.folder === '/usr/bin/' ? ['app', 'apt', 'bash', 'cat/'] : [],
  }));
  client.answer(runningPrograms, () => ({ names: ['/usr/bin/app', '/usr/sbin/sshd'] }));
  await client.next<PackStatusParams>(packStatus, ({ state }) => state === 'ready');
  return client;
}

after(async () => {
  client.kill();
  await rm(folder, { recursive: true });
});

let documents = 0;

/** What is offered at the `|` of a script. */
async function offered(languageId: string, marked: string): Promise<readonly string[]> {
  const uri = `file:///scripts/${documents++}`;
  const character = marked.indexOf('|');
  await client.open(uri, languageId, marked.replace('|', ''));
  const { items } = await client.request('textDocument/completion', {
    textDocument: { uri },
    position: { line: 0, character },
  });
  return items.map(({ label, detail }: { label: string; detail?: string }) => `${label} ${detail ?? ''}`.trim());
}

async function findings(languageId: string, text: string): Promise<readonly string[]> {
  const uri = `file:///scripts/${documents++}`;
  await client.open(uri, languageId, text);
  const { items } = await client.request('textDocument/diagnostic', { textDocument: { uri } });
  return items.map(({ code, message }: { code: string; message: string }) => `${code}: ${message}`);
}

test('paths: what runs now, then what a folder has', async () => {
  const running = await offered('systemtap', 'probe process("|');
  assert.deepEqual(running, ['/usr/bin/app runs now', '/usr/sbin/sshd runs now']);
  assert.deepEqual(await offered('systemtap', 'probe process("/usr/bin/ap|")'), [
    '/usr/bin/app file on the target',
    '/usr/bin/apt file on the target',
  ]);
  assert.deepEqual(await offered('bpftrace', 'uprobe:/usr/bin/c|'), ['/usr/bin/cat/ folder']);
});

test('functions and markers of a program, and what its markers bring', async () => {
  const functions = await offered('systemtap', 'probe process("/usr/bin/app").function("hand|")');
  assert.deepEqual(functions, ['handle_reply function of /usr/bin/app', 'handle_request function of /usr/bin/app']);
  assert.deepEqual(await offered('bpftrace', 'uretprobe:/usr/bin/app:hreq|'), [
    'handle_request function of /usr/bin/app',
  ]);
  assert.deepEqual(await offered('systemtap', 'probe process("app").mark("|")'), [
    'request__start marker · app',
    'request__done marker · app',
  ]);
  assert.deepEqual(await offered('bpftrace', 'usdt:/usr/bin/app:app:|'), [
    'request__start marker · app',
    'request__done marker · app',
  ]);
  const variables = await offered(
    'systemtap',
    'probe process("/usr/bin/app").mark("request__start") { println($arg|) }',
  );
  assert.deepEqual(variables, ['$arg1 int32_t', '$arg2 uint64_t']);
});

test('mangled functions are shown and searched as their sources call them, and inserted as they are', async () => {
  assert.deepEqual(await offered('bpftrace', 'uprobe:/usr/bin/service:handle|'), [
    '_ZN3app6Server6handleEi app::Server::handle(int) · function of /usr/bin/service',
  ]);
  assert.deepEqual(await offered('systemtap', 'probe process("/usr/bin/service").function("server::h|")'), [
    '_ZN3app6Server6handleEi app::Server::handle(int) · function of /usr/bin/service',
  ]);
  assert.deepEqual(await offered('bpftrace', 'uprobe:/usr/bin/service:_R|'), [
    '_RNvCs1234_7mycrate5serve mycrate::serve · function of /usr/bin/service',
  ]);
  assert.deepEqual(await offered('bpftrace', 'uprobe:/usr/bin/service:|'), [
    'main function of /usr/bin/service',
    '_RNvCs1234_7mycrate5serve mycrate::serve · function of /usr/bin/service',
    '_ZN3app6Server6handleEi app::Server::handle(int) · function of /usr/bin/service',
    '_ZN3app6ServerC1Ev app::Server::Server() · function of /usr/bin/service',
    '_Znonsense function of /usr/bin/service',
  ]);
});

test('an editor that shows more beside the label has there what each item is, or its demangled name', async () => {
  const editor = await connect({ textDocument: { completion: { completionItem: { labelDetailsSupport: true } } } });
  try {
    const uri = 'file:///scripts/details';
    await editor.open(uri, 'bpftrace', 'uprobe:/usr/bin/service:handle');
    const position = { line: 0, character: 30 };
    const { items } = await editor.request('textDocument/completion', { textDocument: { uri }, position });
    const [{ labelDetails, detail, filterText }] = items;
    assert.deepEqual(labelDetails, { description: 'app::Server::handle(int)' });
    assert.deepEqual([detail, filterText], ['function of /usr/bin/service', 'handle']);
    const plain = 'file:///scripts/plain';
    await editor.open(plain, 'bpftrace', 'uprobe:/usr/bin/service:mai');
    const [main] = (
      await editor.request('textDocument/completion', {
        textDocument: { uri: plain },
        position: { line: 0, character: 27 },
      })
    ).items;
    assert.deepEqual(main.labelDetails, { description: 'function of /usr/bin/service' });
  } finally {
    editor.kill();
  }
});

test('a demangled name with colons is replaced as a whole, and hover tells it', async () => {
  const uri = 'file:///scripts/mangled';
  await client.open(uri, 'bpftrace', 'uprobe:/usr/bin/service:app::Server::ha');
  const position = { line: 0, character: 39 };
  const { items } = await client.request('textDocument/completion', { textDocument: { uri }, position });
  assert.deepEqual(items[0].textEdit, {
    range: { start: { line: 0, character: 24 }, end: position },
    newText: '_ZN3app6Server6handleEi',
  });
  const hovered = 'file:///scripts/hovered';
  await client.open(hovered, 'systemtap', 'probe process("/usr/bin/service").function("_ZN3app6ServerC1Ev") {}');
  const { contents } = await client.request('textDocument/hover', {
    textDocument: { uri: hovered },
    position: { line: 0, character: 50 },
  });
  assert.match(contents.value, /```c\napp::Server::Server\(\)\n```/);
});

test('libraries by name, as each tracer takes them', async () => {
  const appLibrary = 'library · /usr/lib/libapp.so.2';
  assert.deepEqual(await offered('bpftrace', 'uprobe:liba|'), [`libapp ${appLibrary}`]);
  assert.deepEqual(await offered('bpftrace', 'usdt:liba|'), []);
  assert.deepEqual(await offered('systemtap', 'probe process("/usr/bin/service").library("libap|"'), [
    'libapp++.so.1 library · /usr/lib/libapp++.so.1',
    `libapp.so.2 ${appLibrary}`,
  ]);
  assert.deepEqual(await offered('systemtap', 'probe process("libap|"'), []);
  assert.deepEqual(await offered('bpftrace', 'uretprobe:libapp:hreq|'), [
    'handle_request function of /usr/lib/libapp.so.2',
  ]);
  assert.deepEqual(await offered('systemtap', 'probe process("/usr/bin/service").library("libapp.so.2").mark("|")'), [
    'request__start marker · app',
    'request__done marker · app',
  ]);
  const script = (name: string): string => `uprobe:${name}:handle_requst { @ = 1; }`;
  assert.deepEqual(await findings('bpftrace', script('libapp')), [
    'unknown-program-function: `/usr/lib/libapp.so.2` has no function `handle_requst`. Did you mean `handle_request`?',
  ]);
  // What bpftrace looks for in $PATH may be there for whoever runs it.
  assert.deepEqual(await findings('bpftrace', script('libapp.so.2')), []);
});

test('what the program has not is found before the script runs', async () => {
  const found = await findings(
    'systemtap',
    'probe process("/usr/bin/app").mark("request__strat") { println(1) }\nprobe process("/nosuch").function("f") { println(1) }\nprobe process("/nosuch").begin { println(1) }\n',
  );
  assert.equal(found.length, 3);
  assert.match(found[0] ?? '', /^no-match: .*has no static marker request__strat.*Did you mean request__start/);
  assert.match(found[1] ?? '', /^no-program: \/nosuch is not there: stap would refuse/);
  assert.match(found[2] ?? '', /^no-program: \/nosuch is not there on this target: the probe waits/);
  const dashed = 'probe process("/usr/bin/app").mark("request-start") { println($arg2) }';
  assert.deepEqual(await findings('systemtap', dashed), []);
  assert.deepEqual(await findings('bpftrace', 'uprobe:/usr/bin/app:handle_requst { @ = 1; }'), [
    'unknown-program-function: `/usr/bin/app` has no function `handle_requst`. Did you mean `handle_request`?',
  ]);
});

test('a program that may not be looked at is never called wrong', async () => {
  assert.deepEqual(await findings('systemtap', 'probe process("/usr/bin/secret").mark("any") { println(1) }'), []);
  assert.deepEqual(await findings('bpftrace', 'usdt:/usr/bin/secret:a:b { @ = 1; }'), []);
});

test('patterns stand for the places they match', async () => {
  const params = {
    languageId: 'systemtap',
    pattern: 'process("/usr/bin/app").mark("request__*")',
    limit: 9,
    pack: folder,
  };
  const { names } = await client.request(probes, params);
  assert.deepEqual(names, [
    'process("/usr/bin/app").provider("app").mark("request__start")',
    'process("/usr/bin/app").provider("app").mark("request__done")',
  ]);
});
