// Asks a pack's tables what scripts ask of them: what a forged file broke shows here, not when it is read.
import assert from 'node:assert/strict';
import type { KernelPack, TypeTable } from '../../server/src/kernel/kernelPack.ts';
import type { Program } from '../../server/src/kernel/programs.ts';

export function visitTypes(types: TypeTable): void {
  for (let id = 0; id <= Math.min(types.size, 200) + 1; id++) {
    types.type(id);
    types.spell(id);
    types.members(id);
    types.resolve(id, true);
  }
  types.named('task_struct');
  types.search({ typed: 't', limit: 10 });
}

export function visitPack({ functions, tracepoints }: KernelPack): void {
  for (const fn of functions.search({ typed: 'v', limit: 5 }).hits) assert.ok(fn.name.length > 0 && fn.noFentry !== '');
  functions.countGlob('*r*');
  for (const { fields } of tracepoints.search({ typed: 's', limit: 5 }).hits) assert.ok(fields.length >= 0);
}

export function visitProgram({ functions, markers, buildId }: Program): void {
  for (let i = 0; i < functions.size; i++) assert.ok(functions.name(i).length > 0);
  Array.from(functions.search('m'));
  for (const { provider, name } of markers) assert.ok(provider !== '' && name !== '');
  assert.match(buildId, /^[0-9a-f]*$/);
}
