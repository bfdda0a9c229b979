// The coalescer: the first request at once, then one a period, the last never lost.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Coalescer } from '../../client/src/views/panel/coalescer.ts';

test('acts at once, then once a period', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let acts = 0;
  const coalescer = new Coalescer(
    () => 100,
    () => acts++,
  );
  for (let i = 0; i < 50; i++) coalescer.request();
  assert.equal(acts, 1);
  mock.timers.tick(100);
  assert.equal(acts, 2, 'the requests that came meanwhile are one');
  mock.timers.tick(1000);
  assert.equal(acts, 2, 'nobody asked again');
  coalescer.request();
  assert.equal(acts, 3);
  coalescer.request();
  coalescer.dispose();
  mock.timers.tick(1000);
  assert.equal(acts, 3, 'nothing after dispose');
  mock.timers.reset();
});
