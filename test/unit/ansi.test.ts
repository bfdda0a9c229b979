// ANSI colours of a line: what is shown in which classes, and that nothing else of a terminal's language gets through.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styledText } from '../../client/src/views/page/ansi.ts';

function checkStyles(line: string, expected: string): void {
  const shown = styledText(line).map(({ text, classes }) => (classes === '' ? text : `<${classes}>${text}</>`));
  assert.equal(shown.join(''), expected);
}

test('colours and attributes', () => {
  checkStyles('a \x1b[31mred\x1b[0m b', 'a <ansi-red>red</> b');
  checkStyles(
    '\x1b[1;92;44mx\x1b[22my\x1b[39;49mz',
    '<ansi-bold ansi-bright-green ansi-on-blue>x</><ansi-bright-green ansi-on-blue>y</>z',
  );
});

test('256 colours are passed over with their arguments', () => {
  checkStyles('\x1b[38;5;31mx\x1b[48;2;1;2;3;4my', 'x<ansi-underline>y</>');
});

test('other sequences and control characters are dropped', () => {
  checkStyles('\x1b[2J\x1b]0;title\x07\x1b(Bx\x08\r', 'x');
  checkStyles('a\tb', 'a\tb');
  checkStyles('<b>&amp;', '<b>&amp;');
});

test('an empty line is one empty stretch', () => {
  assert.deepEqual(styledText('\x1b[0m'), [{ text: '', classes: '' }]);
  assert.deepEqual(styledText(''), [{ text: '', classes: '' }]);
});
