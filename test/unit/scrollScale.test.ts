// The scroll bar's scale: exact in small logs, and first and last line reached in logs of any size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contentHeight,
  isScaled,
  lastTop,
  scrollForTop,
  topForScroll,
} from '../../client/src/views/page/scrollScale.ts';

const small = { count: 1000, rowHeight: 20, viewHeight: 400 };
const huge = { count: 100_000_000, rowHeight: 20, viewHeight: 400 };

test('a small log scrolls pixel by pixel', () => {
  assert.equal(isScaled(small), false);
  assert.equal(contentHeight(small), 20_000);
  assert.equal(topForScroll(small, 210), 10.5);
  assert.equal(scrollForTop(small, 10.5), 210);
});

test('a huge log is scaled and both its ends are reached', () => {
  assert.equal(isScaled(huge), true);
  assert.equal(contentHeight(huge), 8_000_000);
  assert.equal(topForScroll(huge, 0), 0);
  assert.equal(topForScroll(huge, 8_000_000 - 400), 100_000_000 - 20);
  assert.equal(lastTop(huge), 100_000_000 - 20);
});

test('line and scroll position lead back to each other', () => {
  for (const top of [0, 1, 12_345_678.5, 99_999_980]) {
    const back = topForScroll(huge, scrollForTop(huge, top));
    assert.ok(Math.abs(back - top) < 1e-3, `${top} came back as ${back}`);
  }
});

test('a log that fits does not scroll', () => {
  const short = { count: 5, rowHeight: 20, viewHeight: 400 };
  assert.equal(lastTop(short), 0);
  assert.equal(topForScroll(short, 50), 0);
  assert.equal(scrollForTop(short, 3), 0);
});
