// The server as its own process over stdio, asked as an editor asks.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { PackStatusParams } from '../../server/src/protocol.ts';
import { LspClient } from '../support/lspClient.ts';
import { makePackFolder } from '../support/packFolder.ts';

let folder = '';

before(async () => {
  folder = await makePackFolder();
});

after(async () => await rm(folder, { recursive: true }));

const uri = 'file:///scripts/some.stp';
const script = 'global n\nprobe kernel.function("vfs_re") {\n  n++\n  nosuch(execname())\n}\n';

function at(line: number, character: number): object {
  return { textDocument: { uri }, position: { line, character } };
}

/** Runs a test with a server, which is gone afterwards whatever happens. */
async function withServer(
  options: object,
  capabilities: object,
  use: (client: LspClient) => Promise<void>,
): Promise<void> {
  const client = await LspClient.start(options, capabilities);
  try {
    await use(client);
  } finally {
    client.kill();
  }
}

const snippets = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };

test('a session from the handshake to the exit', async () => {
  await withServer({ kernelPack: folder }, snippets, async (client) => {
    const status = await client.next<PackStatusParams>('tracewright/packStatus', ({ state }) => state !== 'loading');
    assert.equal(status.state, 'ready');
    assert.match(status.message, /^6\.12\.0-parts-amd64: \d+ functions, 6 tracepoints, \d+ types, 4 tapset files$/);
    await client.open(uri, 'systemtap', script);

    const { items } = await client.request('textDocument/diagnostic', { textDocument: { uri } });
    assert.deepEqual(
      items.map(({ code, range }: { code: string; range: { start: { line: number; character: number } } }) => {
        return `${range.start.line}:${range.start.character} ${code}`;
      }),
      ['1:23 no-match', '3:2 unknown-function'],
    );

    const completion = await client.request('textDocument/completion', at(1, 29));
    assert.equal(completion.isIncomplete, true);
    assert.deepEqual(
      completion.items.map(({ label }: { label: string }) => label),
      ['vfs_read', 'vfs_readlink'],
    );
    const resolved = await client.request('completionItem/resolve', completion.items[0]);
    assert.match(resolved.documentation.value, /ssize_t vfs_read\(struct file \*file, char \*buf/);

    const hover = await client.request('textDocument/hover', at(3, 12));
    assert.match(hover.contents.value, /Name of the program that runs now/);

    const edit = await client.request('textDocument/rename', { ...at(2, 2), newName: 'count' });
    assert.equal(edit.changes[uri].length, 2);
    await assert.rejects(
      client.request('textDocument/rename', { ...at(2, 2), newName: 'pid' }),
      /already means something/,
    );

    const definition = await client.request('textDocument/definition', at(3, 12));
    assert.equal(definition.uri, pathToFileURL(join(folder, 'tapset/linux/context.stp')).href);

    assert.equal(await client.leave(), 0);
  });
});

test('every request answers for a script, and for a document that is not open', async () => {
  await withServer({ kernelPack: folder }, {}, async (client) => {
    await client.open(uri, 'systemtap', script);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const whole = { textDocument: { uri }, range };
    const options = { tabSize: 2, insertSpaces: true };
    const requests: Record<string, object> = {
      'textDocument/completion': at(2, 2),
      'textDocument/hover': at(1, 8),
      'textDocument/signatureHelp': at(3, 10),
      'textDocument/definition': at(2, 2),
      'textDocument/references': { ...at(2, 2), context: { includeDeclaration: true } },
      'textDocument/documentHighlight': at(2, 2),
      'textDocument/prepareRename': at(2, 2),
      'textDocument/documentSymbol': { textDocument: { uri } },
      'textDocument/foldingRange': { textDocument: { uri } },
      'textDocument/selectionRange': { textDocument: { uri }, positions: [{ line: 2, character: 2 }] },
      'textDocument/semanticTokens/full': { textDocument: { uri } },
      'textDocument/semanticTokens/range': whole,
      'textDocument/inlayHint': whole,
      'textDocument/codeLens': { textDocument: { uri } },
      'textDocument/formatting': { textDocument: { uri }, options },
      'textDocument/rangeFormatting': { ...whole, options },
      'textDocument/onTypeFormatting': { ...at(4, 1), ch: '}', options },
      'textDocument/codeAction': { ...whole, context: { diagnostics: [] } },
      'textDocument/diagnostic': { textDocument: { uri } },
    };
    await client.request('textDocument/diagnostic', { textDocument: { uri } });
    for (const [method, params] of Object.entries(requests)) {
      const answer = await client.request(method, params);
      assert.ok(method === 'textDocument/signatureHelp' || answer !== null, method);
      await client.request(method, { ...params, textDocument: { uri: 'file:///not/open.stp' } });
    }
    const symbols = await client.request('workspace/symbol', { query: 'vfs' });
    assert.equal(symbols[0].name, 'kernel.function("vfs_re")');
  });
});

test('findings are pushed to a client that does not pull, and follow the edits', async () => {
  await withServer({}, {}, async (client) => {
    interface Published {
      readonly version?: number;
      readonly diagnostics: readonly { readonly code: string }[];
    }
    await client.open(uri, 'systemtap', 'probe begin {');
    const first = await client.next<Published>('textDocument/publishDiagnostics');
    assert.deepEqual([first.version, first.diagnostics[0]?.code], [1, 'syntax']);
    const range = { start: { line: 0, character: 13 }, end: { line: 0, character: 13 } };
    await client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range, text: ' exit() }' }],
    });
    const second = await client.next<Published>('textDocument/publishDiagnostics', ({ version }) => version === 2);
    assert.deepEqual(second.diagnostics, []);
    await client.notify('textDocument/didClose', { textDocument: { uri } });
    const last = await client.next<Published>('textDocument/publishDiagnostics');
    assert.deepEqual(last.diagnostics, []);
  });
});

test('positions count UTF-16 units', async () => {
  await withServer({ checks: 'syntax' }, {}, async (client) => {
    await client.open(uri, 'systemtap', 'probe begin { println("😀é") }  }');
    const { items } = await client.request('textDocument/diagnostic', { textDocument: { uri } });
    assert.deepEqual(items[0].range.start, { line: 0, character: 32 });
  });
});

test('a document can have its own pack, and lose it again', async () => {
  await withServer({}, {}, async (client) => {
    await client.open(uri, 'systemtap', script);
    const labels = async (): Promise<string[]> => {
      const { items } = await client.request('textDocument/completion', at(1, 29));
      return items.map(({ label }: { label: string }) => label);
    };
    assert.deepEqual(await labels(), []);
    await client.notify('tracewright/usePack', { pack: folder, documents: [uri] });
    await client.next<PackStatusParams>('tracewright/packStatus', ({ state }) => state === 'ready');
    assert.deepEqual(await labels(), ['vfs_read', 'vfs_readlink']);
    await client.notify('tracewright/usePack', { pack: null, documents: [uri] });
    assert.deepEqual(await labels(), []);
    // The pack of all documents is not this one's until it goes back to it.
    await client.notify('tracewright/usePack', { pack: folder });
    await client.next<PackStatusParams>('tracewright/packStatus', ({ state }) => state === 'ready');
    assert.deepEqual(await labels(), []);
    await client.notify('tracewright/usePack', { documents: [uri] });
    assert.deepEqual(await labels(), ['vfs_read', 'vfs_readlink']);
  });
});

test('a client that pulls and can refresh is told when a pack has come', async () => {
  const capabilities = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };
  await withServer({}, capabilities, async (client) => {
    await client.open(uri, 'systemtap', script);
    await client.notify('tracewright/usePack', { pack: folder });
    await client.next('workspace/diagnostic/refresh');
  });
});

test('a folder that is no pack is told, and the server goes on', async () => {
  await withServer({ kernelPack: join(folder, 'nowhere') }, {}, async (client) => {
    const status = await client.next<PackStatusParams>('tracewright/packStatus', ({ state }) => state === 'failed');
    assert.match(status.message, /is no kernel pack/);
    await client.open(uri, 'systemtap', script);
    assert.notEqual(await client.request('textDocument/documentSymbol', { textDocument: { uri } }), null);
  });
});

test('the probe points of a pattern are counted and listed', async () => {
  await withServer({ kernelPack: folder }, {}, async (client) => {
    const pattern = 'kernel.function("vfs_*")';
    const answer = await client.request('tracewright/probes', {
      languageId: 'systemtap',
      pattern,
      limit: 2,
      pack: folder,
    });
    assert.deepEqual([answer.names.length, answer.total], [2, 4]);
    await assert.rejects(
      client.request('tracewright/probes', { languageId: 'perl', pattern, limit: 1 }),
      /No language/,
    );
  });
});

test('a request that throws answers an error, and the server goes on', async () => {
  await withServer({}, {}, async (client) => {
    await client.open(uri, 'systemtap', script);
    await assert.rejects(client.request('textDocument/completion', { textDocument: { uri } }), /failed/);
    assert.equal((await client.request('textDocument/documentSymbol', { textDocument: { uri } })).length, 2);
    assert.equal(await client.leave(), 0);
  });
});

test('an exit without a shutdown is an error', async () => {
  await withServer({}, {}, async (client) => {
    await client.notify('exit', null);
    assert.equal(await client.exited(), 1);
  });
});
