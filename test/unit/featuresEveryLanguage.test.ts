// What every language must bear, whatever is typed: the same list for all of the registry.
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyse } from '../../server/src/features/analysis.ts';
import { codeActions } from '../../server/src/features/codeAction.ts';
import { codeLenses } from '../../server/src/features/codeLens.ts';
import { complete } from '../../server/src/features/completion.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { documentSymbols } from '../../server/src/features/documentSymbol.ts';
import { foldingRanges } from '../../server/src/features/foldingRange.ts';
import { formatting } from '../../server/src/features/formatting.ts';
import { hover } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlayHint.ts';
import { selectionRanges } from '../../server/src/features/selectionRange.ts';
import { semanticTokens } from '../../server/src/features/semanticTokens.ts';
import { signatureHelp } from '../../server/src/features/signatureHelp.ts';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import type { Language } from '../../server/src/languages/language.ts';
import { registry } from '../../server/src/languages/registry.ts';
import type { LanguageId } from '../../server/src/protocol.ts';
import type { Range } from '../../server/src/syntax/range.ts';
import { analysed } from '../support/checkFeatures.ts';

/** A script of each language without a finding. */
const samples: Readonly<Record<LanguageId, string>> = {
  systemtap: `# Reads by program.
global reads

probe kernel.function("vfs_read") {
  reads[execname()]++
}

probe end {
  foreach (name in reads- limit 5)
    printf("%s %d\\n", name, reads[name])
}
`,
  bpftrace: `// Reads by program.
kprobe:vfs_read /pid > 1/
{
  @reads[comm] = count();
}

END
{
  print(@reads, 5);
  clear(@reads);
}
`,
  dtrace: `/* Reads by program. */
fbt::vfs_read:entry
/pid > 1/
{
	@reads[execname] = count();
}

END
{
	printa("%s %@d\\n", @reads);
}
`,
};

/** Half-written and foreign texts. */
const oddities: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a lone closing brace': '}',
  'many opening braces': '{'.repeat(400),
  'deep parentheses': `BEGIN { x = ${'('.repeat(400)}`,
  'an unterminated string': 'probe begin { printf("abc',
  'an unterminated comment': '/* abc\n{',
  'lines that end in CR LF': 'BEGIN\r\n{\r\n}\r\n',
  'letters beyond ASCII': '/* é 漢字 😀 */ BEGIN { printf("é 漢字 😀"); }',
  'a lone surrogate': 'BEGIN { "\ud83d" }',
  'NUL bytes': 'BEGIN { \0\0 }',
  'a byte order mark': '\ufeffBEGIN { }',
  'binary rubbish': Array.from({ length: 600 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join(''),
};

function inside(range: Range, text: string): boolean {
  return 0 <= range.start && range.start <= range.end && range.end <= text.length;
}

/** Asks everything at every offset; whatever is answered must lie in the text. */
function askAll(language: Language, text: string, everyOffset: boolean): void {
  const analysis = analysed(language, text);
  for (const { range, message } of diagnostics(analysis, 'all')) {
    assert.ok(inside(range, text), `${message} at ${range.start}..${range.end}`);
  }
  const whole = { start: 0, end: text.length };
  for (const { range } of semanticTokens(analysis)) assert.ok(inside(range, text));
  for (const { range } of foldingRanges(analysis)) assert.ok(inside(range, text));
  for (const { range, selection } of documentSymbols(analysis)) {
    assert.ok(inside(range, text) && range.start <= selection.start && selection.end <= range.end);
  }
  codeLenses(analysis);
  inlayHints(analysis, whole);
  codeActions(analysis, whole, 'all');
  formatting(analysis);
  const step = everyOffset ? 1 : Math.max(1, Math.floor(text.length / 20));
  for (let offset = 0; offset <= text.length; offset += step) {
    for (const { edit } of complete(analysis, offset).items.slice(0, 1)) {
      assert.ok(inside(edit.range, text) && edit.range.start <= offset && offset <= edit.range.end, `at ${offset}`);
    }
    hover(analysis, offset);
    signatureHelp(analysis, offset);
    const around = selectionRanges(analysis, offset);
    assert.deepEqual(around.at(-1), whole);
  }
}

for (const language of registry) {
  const sample = samples[language.id];

  test(`${language.id}: the sample has no finding but hints`, () => {
    const findings = diagnostics(analysed(language, sample), 'all').filter(({ severity }) => severity !== 'hint');
    assert.deepEqual(
      findings.map(({ code, message }) => `${code}: ${message}`),
      [],
    );
  });

  test(`${language.id}: everything can be asked at every offset of the sample`, () => askAll(language, sample, true));

  test(`${language.id}: the sample cut off anywhere is read and asked`, () => {
    for (let length = 0; length < sample.length; length += 3) askAll(language, sample.slice(0, length), false);
  });

  test(`${language.id}: without a pack nothing is called wrong`, () => {
    const analysis = analyse(language, { text: sample, path: '', pack: emptyPack });
    const errors = diagnostics(analysis, 'all').filter(({ severity }) => severity === 'error');
    assert.deepEqual(errors, []);
  });

  for (const [what, text] of Object.entries(oddities)) {
    test(`${language.id}: ${what} is borne`, () => askAll(language, text, text.length < 100));
  }

  test(`${language.id}: findings in CR LF lie where they do in LF`, () => {
    const broken = `${sample}\nprobe }`;
    const lines = (text: string): number[] =>
      diagnostics(analysed(language, text), 'syntax').map(({ range }) => text.slice(0, range.start).split('\n').length);
    const found = lines(broken);
    assert.ok(found.length > 0);
    assert.deepEqual(lines(broken.replaceAll('\n', '\r\n')), found);
  });

  test(`${language.id}: formatting twice changes nothing more, and keeps the names`, () => {
    const once = language.format(analysed(language, sample).script);
    assert.ok(once !== undefined);
    const again = analysed(language, once);
    assert.equal(language.format(again.script), once);
    const names = (text: string): string =>
      analysed(language, text)
        .script.names.occurrences.map((o) => o.declaration.name)
        .join();
    assert.equal(names(once), names(sample));
  });

  test(`${language.id}: the vocabulary is documented`, () => {
    const { pack } = analysed(language, '').source;
    const { keywords, functions, probes } = language.vocabulary(pack);
    for (const list of [keywords, functions, probes]) assert.ok(list.length > 0);
    const bare = [...functions, ...probes].filter(({ documentation, detail }) => !documentation && !detail);
    assert.deepEqual(
      bare.map(({ label }) => label),
      [],
    );
  });
}
