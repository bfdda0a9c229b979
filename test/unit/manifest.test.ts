// Holds package.json against the code: commands, settings, files, keys and languages name each other, none is left over.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tracers } from '../../client/src/tracers/tracers.ts';
import { registry } from '../../server/src/languages/registry.ts';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const settingsSource = readFileSync(join(root, 'client/src/settings.ts'), 'utf8');
const commandNames: readonly string[] = contributes.commands.map(({ command }: { command: string }) => command);

/** Names in the code that are no commands: context keys, status bar items, the panel's view type, settings. */
const otherNames = [
  'tracewright.running',
  'tracewright.runningHere',
  'tracewright.switchableHere',
  'tracewright.target',
  'tracewright.panel',
  'tracewright.probes',
  'tracewright.runs',
  'tracewright.targetKnown',
  'tracewright.packImported',
  ...contributes.colors.map(({ id }: { id: string }) => id),
  ...Object.keys(contributes.configuration.properties),
];

function sameNames(actual: Iterable<string>, expected: Iterable<string>): void {
  assert.deepEqual([...actual].sort(), [...expected].sort());
}

function sourcesOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'));
}

test('every command has its file, named after it, and is wired; no file is left over', () => {
  const folder = join(root, 'client/src/commands');
  const names = readdirSync(folder)
    .map((file) => file.replace('.ts', ''))
    .filter((name) => name !== 'command');
  sameNames(
    names.map((name) => `tracewright.${name}`),
    commandNames,
  );
  const wiring = readFileSync(join(root, 'client/src/extension.ts'), 'utf8');
  for (const name of names) {
    assert.match(readFileSync(join(folder, `${name}.ts`), 'utf8'), new RegExp(`name: '${name}'`));
    assert.match(wiring, new RegExp(`\\b${name}Command\\(`), `extension.ts does not register ${name}`);
  }
});

test('menus, keys and walkthrough steps name commands that exist', () => {
  const used = [...Object.values<{ command: string }[]>(contributes.menus).flat(), ...contributes.keybindings];
  const steps = contributes.walkthroughs.flatMap((walkthrough: { steps: object[] }) => walkthrough.steps);
  const inText = [...JSON.stringify(steps).matchAll(/(?:command|onCommand):([\w.]+)/g)].map(([, name]) => name ?? '');
  for (const name of [...used.map(({ command }) => command), ...inText]) {
    assert.ok(commandNames.includes(name), `${name} is no command`);
  }
});

test('names in the code are commands, settings or known otherwise', () => {
  const known = new Set([...commandNames, ...otherNames]);
  for (const source of sourcesOf('client/src')) {
    for (const [, name] of source.matchAll(/'(tracewright\.[a-z]\w+)'/g)) {
      assert.ok(known.has(name ?? ''), `${name} is not declared`);
    }
  }
});

test('every key has a condition, and the category is said once', () => {
  for (const key of contributes.keybindings) assert.ok(key.when, `${key.key} has no when`);
  for (const { title, category } of contributes.commands) {
    assert.equal(category, 'Tracewright');
    assert.doesNotMatch(title, /tracewright/i);
  }
});

test('settings are read, and what is read is a setting', () => {
  const declared = Object.keys(contributes.configuration.properties).map((key) => key.replace('tracewright.', ''));
  const read = [...settingsSource.matchAll(/\bread(?:<[^(]*>)?\(\s*'([\w.]+)'/g)].map(([, key]) => key ?? '');
  sameNames(new Set(read), declared);
});

test('only settings.ts reads settings', () => {
  for (const source of sourcesOf('client/src')) {
    if (source !== settingsSource) assert.doesNotMatch(source, /getConfiguration/);
  }
});

test('a workspace cannot set what reaches a command line or a host', () => {
  for (const key of ['targets', 'groups', 'environments', 'sshTransport', 'tracerOptions', 'packs.refresh']) {
    assert.equal(contributes.configuration.properties[`tracewright.${key}`].scope, 'machine');
  }
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
});

test('every file that is named exists', () => {
  const pattern = /"(?:path|configuration|markdown|image|icon|light|dark)":"([^"$]+)"/g;
  const named = [...JSON.stringify({ ...contributes, colors: [] }).matchAll(pattern)].map(([, path]) => path ?? '');
  assert.ok(named.length > 10, 'the pattern finds the files');
  for (const path of named) assert.ok(existsSync(join(root, path)), `${path} is missing`);
});

test('a language is a folder, a tracer, a row in the manifest and its files in syntaxes', () => {
  const languages: readonly { id: string; extensions: string[] }[] = contributes.languages;
  const ids = languages.map(({ id }) => id);
  const languageOf = ({ language }: { language: string }) => language;
  sameNames(
    registry.map(({ id }) => id),
    ids,
  );
  sameNames(
    Object.values(tracers).map(({ languageId }) => languageId),
    ids,
  );
  sameNames(contributes.grammars.map(languageOf), ids);
  sameNames(contributes.snippets.map(languageOf), ids);
  for (const { id, extensions } of registry) {
    sameNames(extensions, languages.find((language) => language.id === id)?.extensions ?? []);
  }
  const kinds = ['tmLanguage', 'language-configuration', 'snippets'];
  sameNames(
    readdirSync(join(root, 'syntaxes')).filter((file) => file.endsWith('.json')),
    ids.flatMap((id) => kinds.map((kind) => `${id}.${kind}.json`)),
  );
});

test('a first line tells the language where the name does not', () => {
  const idOf = (line: string) =>
    contributes.languages.find(({ firstLine }: { firstLine: string }) => new RegExp(firstLine).test(line))?.id;
  assert.equal(idOf('#!/usr/bin/env stap'), 'systemtap');
  assert.equal(idOf('#!/usr/bin/stap -v'), 'systemtap');
  assert.equal(idOf('#!/usr/bin/env bpftrace'), 'bpftrace');
  assert.equal(idOf('#!/usr/sbin/dtrace -s'), 'dtrace');
  assert.equal(idOf('#!/bin/sh'), undefined);
});

test('the grammars are named as the manifest says', () => {
  for (const { scopeName, path } of contributes.grammars) {
    assert.equal(JSON.parse(readFileSync(join(root, path), 'utf8')).scopeName, scopeName);
  }
});
