// Demangled names: what the library makes of real ones, in its own thread, which no forged name keeps for long.
import assert from 'node:assert/strict';
import test from 'node:test';
import { demangleAll } from '../../server/src/kernel/demangledNames.ts';
import { indexNames } from '../../server/src/kernel/nameIndex.ts';
import { demanglerOf } from '../../server/src/lsp/demangler.ts';

/** Mangled names of libstdc++, V8, rustc's own libraries and Rust 1.30, and what c++filt 2.40 or rustc says they are. */
const known: Readonly<Record<string, string | undefined>> = {
  _ZNKSt11logic_error4whatEv: 'std::logic_error::what() const',
  '_ZN2v88internal14MarkingBarrier14ActivateSharedEv.cold':
    'v8::internal::MarkingBarrier::ActivateShared() [clone .cold]',
  _ZN12_GLOBAL__N_14hideEPKc: '(anonymous namespace)::hide(char const*)',
  _ZN3foo3barEOSt6vectorIiSaIiEE: 'foo::bar(std::vector<int, std::allocator<int> >&&)',
  _RNvMs3_NtCslNYArtu3iFV_5alloc7raw_vecNtB5_6RawVec8grow_one: '<alloc::raw_vec::RawVec>::grow_one',
  _ZN4core3fmt9Formatter3pad17h05af221e174051e9E: 'core::fmt::Formatter::pad',
  main: undefined,
  _Z: undefined,
  _Rx: undefined,
  _ZTooLong: undefined,
};

test('names of C++ and of both of Rust’s manglings', async () => {
  const names = await demangleAll(indexNames(Object.keys(known)).index, demanglerOf(30_000));
  const found = Object.keys(known).map((name) => [name, names.of(name)]);
  assert.deepEqual(Object.fromEntries(found), known);
  assert.equal(names.of('_ZN5other4nameEv'), undefined);
});

test('a search gives what begins a word before what lies inside one, the shortest first', async () => {
  const mangled = ['_ZN3foo9unhandledEv', '_ZN3foo6handleEv', '_ZN3foo6handleEii', '_ZN3foo4readEv', '_Z6Handlev'];
  const names = await demangleAll(indexNames([...mangled, 'plain']).index, demanglerOf(30_000));
  const found = ['_Z6Handlev', '_ZN3foo6handleEv', '_ZN3foo6handleEii', '_ZN3foo9unhandledEv'];
  assert.deepEqual(names.search('handle', 9), found);
  assert.deepEqual(names.search('handle', 2), found.slice(0, 2));
  assert.deepEqual(names.search('foo::R', 9), ['_ZN3foo4readEv']);
  assert.deepEqual([names.search('h', 9), names.search('nothing', 9), names.search('\n', 9)], [[], [], []]);
  assert.deepEqual(Array.from(names.others.search('')), [0]);
});

test('where nothing is mangled no thread is started', async () => {
  const { index } = indexNames(['main', '_start', '_zlib']);
  const names = await demangleAll(index, () => assert.fail('was asked'));
  assert.equal(names.others, index);
});

test('a forged name that takes hours ends the thread, and the names before it stay', async () => {
  const good = Array.from({ length: 1000 }, (_, index) => `_ZN1a3f${String(index).padStart(2, '0').slice(-2)}Ev`);
  // Behind the others in order, and so in the second message: each level of arguments doubles the time.
  const forged = `_ZN9z9zzzzzzzz1TI${'LSsI'.repeat(60)}1EE`;
  const names = await demangleAll(indexNames([...good, forged]).index, demanglerOf(3000));
  assert.equal(names.of('_ZN1a3f07Ev'), 'a::f07()');
  assert.equal(names.of(forged), undefined);
});

test('a name as long as a book is not looked at, and a long one is cut', async () => {
  const parameters = (count: number): string => `_Z1f${'i'.repeat(count)}`;
  const names = await demangleAll(indexNames([parameters(400), parameters(5000)]).index, demanglerOf(30_000));
  assert.match(names.of(parameters(400)) ?? '', /^f\(int, int.*\.\.\.$/);
  assert.equal(names.of(parameters(400))?.length, 503);
  assert.equal(names.of(parameters(5000)), undefined);
});
