// Text in, text out for the features: a marked script against what a feature answers, as aligned lines.
import assert from 'node:assert/strict';
import { type Analysis, analyse } from '../../server/src/features/analysis.ts';
import { applyEdits } from '../../server/src/features/applyEdits.ts';
import { codeLenses } from '../../server/src/features/codeLens.ts';
import { complete } from '../../server/src/features/completion.ts';
import { definition } from '../../server/src/features/definition.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { type DocumentSymbol, documentSymbols } from '../../server/src/features/documentSymbol.ts';
import { hover } from '../../server/src/features/hover.ts';
import { references } from '../../server/src/features/references.ts';
import { rename } from '../../server/src/features/rename.ts';
import { selectionRanges } from '../../server/src/features/selectionRange.ts';
import { signatureHelp } from '../../server/src/features/signatureHelp.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import type { Language } from '../../server/src/languages/language.ts';
import { cursorFixture, dedent } from './fixture.ts';
import { partsPack } from './parts.ts';

/** A script read against the parts pack, with all that the language prepares done. */
export function analysed(language: Language, text: string, pack: KernelPack = partsPack): Analysis {
  for (const _ of language.prepare?.(pack) ?? []);
  return analyse(language, { text, path: `test${language.extensions[0]}`, pack });
}

/**
 * Completion: the items whose labels `expected` names must come in that order, before all others where `expected` has no
 * `…` line; a line `-> text` at the end is the line of the document after the first item is taken.
 */
export function checkCompletion(language: Language, fixture: string, expected: string): void {
  const { text, offset } = cursorFixture(fixture);
  const { items } = complete(analysed(language, text), offset);
  const wanted = linesOf(expected);
  const open = wanted.includes('…');
  const after = wanted.find((line) => line.startsWith('-> '));
  const rows = wanted.filter((line) => line !== '…' && line !== after);
  const told = items.map(({ candidate }) => {
    const struck = candidate.unavailable === undefined ? '' : `  (${candidate.unavailable})`;
    return `${candidate.kind} ${candidate.label}${struck}`;
  });
  assert.deepEqual(align(open ? told.filter((line) => rows.includes(line)) : told), align(rows));
  if (after === undefined) return;
  const first = items.find(({ candidate }) => rows[0]?.includes(` ${candidate.label}`));
  assert.ok(first, 'nothing to take');
  const taken = applyEdits(text, [first.edit]);
  const line = taken.slice(0, taken.indexOf('\n', first.edit.range.start) >>> 0).split('\n');
  assert.equal(`-> ${line.at(-1)}`, after);
}

/** Hover: the Markdown, `''` where there is none; `expected` may be a pattern. */
export function checkHover(language: Language, fixture: string, expected: string | RegExp): void {
  const { text, offset } = cursorFixture(fixture);
  const told = hover(analysed(language, text), offset)?.markdown ?? '';
  if (typeof expected === 'string') assert.equal(told, dedent(expected).trimEnd());
  else assert.match(told, expected);
}

/** Signature help: the active signature, its active parameter in `<>`. */
export function checkSignatureHelp(language: Language, fixture: string, expected: string): void {
  const { text, offset } = cursorFixture(fixture);
  const help = signatureHelp(analysed(language, text), offset);
  const signature = help?.signatures[help.active];
  const parameter = signature?.parameters[help?.argument ?? 0];
  const label = signature?.label ?? '';
  const at = parameter === undefined ? -1 : label.indexOf(parameter, label.indexOf('('));
  const marked =
    at < 0 || parameter === undefined
      ? label
      : `${label.slice(0, at)}<${parameter}>${label.slice(at + parameter.length)}`;
  assert.equal(marked, expected);
}

/** Findings as caret lines below the script: `^^^ error code` under the range. */
export function checkFindings(language: Language, annotated: string): void {
  const wanted = dedent(annotated);
  const text = wanted
    .split('\n')
    .filter((line) => !isAnnotation(line))
    .join('\n');
  const findings = diagnostics(analysed(language, text), 'all');
  const lines: string[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    lines.push(line);
    for (const { range, severity, code } of findings) {
      if (range.start < start || range.start > start + line.length) continue;
      const length = Math.max(1, Math.min(range.end, start + line.length) - range.start);
      // The two slashes hide the first columns of a line: carets there are told by `^` right after them.
      lines.push(`//${' '.repeat(Math.max(0, range.start - start - 2))}${'^'.repeat(length)} ${severity} ${code}`);
    }
    start += line.length + 1;
  }
  assert.equal(lines.join('\n'), wanted);
}

function isAnnotation(line: string): boolean {
  return /^\/\/ *\^+ (error|warning|information|hint) /.test(line);
}

/** References: the script with every place in `<| |>`. */
export function checkReferences(language: Language, fixture: string, expected: string): void {
  const { text, offset } = cursorFixture(fixture);
  const places = references(analysed(language, text), offset).map(({ range }) => ({
    range,
    newText: `<|${text.slice(range.start, range.end)}|>`,
  }));
  assert.equal(applyEdits(text, places), dedent(expected));
}

/** Rename: the script afterwards, or the refusal. */
export function checkRename(language: Language, fixture: string, newName: string, expected: string): void {
  const { text, offset } = cursorFixture(fixture);
  const edits = rename(analysed(language, text), offset, newName);
  assert.equal('refused' in edits ? edits.refused : applyEdits(text, edits), dedent(expected));
}

/** Definition: `line:column text of the line`, with the tapset path before it where it lies there. */
export function checkDefinition(language: Language, fixture: string, expected: string): void {
  const { text, offset } = cursorFixture(fixture);
  const found = definition(analysed(language, text), offset);
  const target = found?.tapsetPath === undefined ? text : (partsPack.tapset.get(found.tapsetPath) ?? '');
  const told = found ? `${found.tapsetPath ?? 'script'}: ${target.slice(found.range.start, found.range.end)}` : 'none';
  assert.equal(told, expected);
}

/** The outline, indented. */
export function checkSymbols(language: Language, script: string, expected: string): void {
  const outline = (symbols: readonly DocumentSymbol[], depth: number): string[] =>
    symbols.flatMap(({ kind, name, children }) => [
      `${'  '.repeat(depth)}${kind} ${name}`,
      ...outline(children, depth + 1),
    ]);
  assert.equal(outline(documentSymbols(analysed(language, dedent(script))), 0).join('\n'), dedent(expected).trimEnd());
}

/** Code lenses: `line: title`, lines from 1. */
export function checkLenses(language: Language, script: string, expected: string): void {
  const text = dedent(script);
  const told = codeLenses(analysed(language, text)).map(({ range, title }) => {
    return `${text.slice(0, range.start).split('\n').length}: ${title}`;
  });
  assert.deepEqual(told, linesOf(expected));
}

/** Selection ranges: each stretch's text, from the smallest to the script, which is left out. */
export function checkSelection(language: Language, fixture: string, expected: readonly string[]): void {
  const { text, offset } = cursorFixture(fixture);
  const ranges = selectionRanges(analysed(language, text), offset).slice(0, -1);
  assert.deepEqual(
    ranges.map(({ start, end }) => text.slice(start, end)),
    expected,
  );
}

function linesOf(text: string): string[] {
  return dedent(text)
    .split('\n')
    .map((line) => line.trim().replace(/ +/g, ' '))
    .filter((line) => line !== '');
}

/** Lines of words in columns, so that a difference reads well. */
function align(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(/ +/g, ' ').replace(/^(\S+) /, (_, kind: string) => kind.padEnd(12)))
    .join('\n');
}
