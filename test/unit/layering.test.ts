// Who may import whom: reads every import of server and client and holds it against the house's rules.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { registry } from '../../server/src/languages/registry.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One import: the file it stands in and what it names, files as paths from the root. */
interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const files = ['server/src', 'client/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
);

const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(join(root, from), 'utf8');
  const named = text.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const called = text.matchAll(/\bimport\(\s*()'([^']+)'\s*\)/g);
  return [...named, ...called].map(([, type, to = '']): Import => {
    const target = to.startsWith('.')
      ? relative(root, join(root, dirname(from), to))
          .split(sep)
          .join('/')
      : to;
    return { from, to: target, isType: type !== undefined };
  });
});

/** Fails with the imports that break a rule, one a line. */
function forbid(rule: string, breaks: (each: Import) => boolean): void {
  test(rule, () => {
    assert.deepEqual(
      imports.filter(breaks).map(({ from, to }) => `${from} imports ${to}`),
      [],
    );
  });
}

function isPackage(to: string, name: string): boolean {
  return to === name || to.startsWith(`${name}/`);
}

function isIn(path: string, ...folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
}

test('there are imports to look at', () => {
  assert.ok(imports.length > 100);
  assert.ok(imports.some(({ from, to }) => from === 'server/src/main.ts' && to === 'server/src/lsp/server.ts'));
});

forbid('only lsp/ and main.ts know the language server protocol', ({ from, to }) => {
  const isProtocol = /^vscode-(languageserver|jsonrpc)/.test(to);
  return isProtocol && isIn(from, 'server/src') && !isIn(from, 'server/src/lsp', 'server/src/main.ts');
});

forbid('only syntax/ and languages/ know Chevrotain', ({ from, to }) => {
  return isPackage(to, 'chevrotain') && !isIn(from, 'server/src/syntax', 'server/src/languages');
});

forbid('only what is seen in VS Code imports vscode', ({ from, to }) => {
  const mayShow = isIn(
    from,
    'client/src/extension.ts',
    'client/src/settings.ts',
    'client/src/commands',
    'client/src/views',
  );
  return to === 'vscode' && (!mayShow || isIn(from, 'client/src/views/page'));
});

forbid(
  'only targets/ssh imports ssh2',
  ({ from, to }) => isPackage(to, 'ssh2') && !isIn(from, 'client/src/targets/ssh'),
);

forbid('features know no language and nothing above them', ({ from, to }) => {
  const allowed = ['server/src/features', 'server/src/kernel', 'server/src/syntax', 'server/src/protocol.ts'];
  return isIn(from, 'server/src/features') && !isIn(to, ...allowed, 'server/src/languages/language.ts');
});

forbid('a language imports itself, the contract, syntax/ and kernel/', ({ from, to }) => {
  const own = /^server\/src\/languages\/[^/]+\//.exec(from)?.[0];
  if (!own || !to.startsWith('server/')) return false;
  const allowed = [own, 'server/src/languages/language.ts', 'server/src/syntax', 'server/src/kernel'];
  return !isIn(to, ...allowed, 'server/src/protocol.ts');
});

forbid('syntax/ imports nothing above it', ({ from, to }) => {
  return isIn(from, 'server/src/syntax') && to.startsWith('server/') && !isIn(to, 'server/src/syntax');
});

forbid('kernel/ imports nothing above it', ({ from, to }) => {
  const allowed = ['server/src/kernel', 'server/src/protocol.ts'];
  return isIn(from, 'server/src/kernel') && to.startsWith('server/') && !isIn(to, ...allowed);
});

forbid('below lsp/ only the pack reader does IO', ({ from, to }) => {
  const isIo = to.startsWith('node:') && !['node:buffer', 'node:crypto', 'node:timers/promises'].includes(to);
  const mayDoIo = isIn(from, 'server/src/lsp', 'server/src/main.ts', 'server/src/kernel/loadPack.ts');
  return isIn(from, 'server/src') && isIo && !mayDoIo;
});

forbid('the client imports one file of the server, the server nothing of the client', ({ from, to }) => {
  if (isIn(from, 'client')) return isIn(to, 'server') && to !== 'server/src/protocol.ts';
  return isIn(to, 'client');
});

forbid('protocol.ts imports nothing', ({ from }) => from === 'server/src/protocol.ts');

forbid(
  'imports of files end in .ts or are texts',
  ({ to }) => /^(server|client)\//.test(to) && !/\.(ts|sh|css)$/.test(to),
);

test('the features name no language', () => {
  const names = new RegExp(registry.map(({ id }) => id).join('|'), 'i');
  const naming = files
    .filter((file) => isIn(file, 'server/src/features'))
    .filter((file) => {
      return names.test(readFileSync(join(root, file), 'utf8'));
    });
  assert.deepEqual(naming, []);
});

test('no file imports itself in a circle', () => {
  const next = new Map<string, string[]>();
  // A type is gone when the program runs; values that wait for each other are what breaks.
  for (const { from, to, isType } of imports) if (!isType) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  assert.deepEqual(circles, []);
});

test('each language folder hands its language over in a file of its name', () => {
  for (const { id } of registry) {
    const file = `server/src/languages/${id}/${id}.ts`;
    assert.ok(files.includes(file), file);
    assert.ok(readFileSync(join(root, file), 'utf8').includes(`export const ${id}: Language`), file);
  }
  const handedOver = files.flatMap((file) => /^server\/src\/languages\/([^/]+)\/\1\.ts$/.exec(file)?.[1] ?? []);
  assert.deepEqual(handedOver.toSorted(), registry.map(({ id }) => id as string).toSorted());
});

test('language folders have the same contract files', () => {
  for (const { id } of registry) {
    for (const part of [
      'grammar',
      'parse',
      'cursor',
      'check',
      'vocabulary',
      'matches',
      'contextVariables',
      'clause',
      'format',
    ]) {
      const file = `server/src/languages/${id}/${part}.ts`;
      assert.ok(files.includes(file), `${file} is missing`);
    }
  }
});

test('each file says in its first line what it is for', () => {
  const silent = files.filter((file) => {
    const [first = ''] = readFileSync(join(root, file), 'utf8').split('\n');
    return !/^(\/\/|\/\*\*?) \S/.test(first);
  });
  assert.deepEqual(silent, []);
});

test('files stay small', () => {
  const large = files
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }))
    .filter(({ file, lines }) => lines > 500 && !/vocabulary|data\//i.test(file));
  assert.deepEqual(
    large.map(({ file, lines }) => `${file}: ${lines} lines`),
    [],
  );
});
