// What the pack knows of a function, a tracepoint or a type, as Markdown.
import type { KernelFunction, KernelPack, Tracepoint } from '../kernel/kernelPack.ts';

/** Lines of a struct or an enum that are shown. */
const SHOWN_MEMBERS = 40;

/** A function's prototype, its module, and what cannot take it; `told` is a reason that the reader has before them already. */
export function functionDocumentation(pack: KernelPack, fn: KernelFunction, told?: string): string {
  const errors = pack.errorInjection.get(fn.name);
  return [
    fn.prototype !== undefined && inCode(spellPrototype(pack, fn.prototype, fn.name)),
    fn.module === 'vmlinux' ? 'Function of the kernel proper.' : `Function of the module \`${fn.module}\`.`,
    fn.noKprobe && fn.noKprobe !== told && `No kprobe: ${fn.noKprobe}.`,
    fn.noFentry && fn.noFentry !== fn.noKprobe && fn.noFentry !== told && `No fentry: ${fn.noFentry}.`,
    errors && `Takes injected errors (${errors}).`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A tracepoint's fields and raw arguments. */
export function tracepointDocumentation(pack: KernelPack, tracepoint: Tracepoint): string {
  const fields = tracepoint.fields.map((field) => `${declare(field.type, field.name)};`);
  const prototype = tracepoint.prototype === undefined ? undefined : pack.types.type(tracepoint.prototype);
  // The first parameter is the kernel's own, the same for all.
  const parameters = prototype?.kind === 'prototype' ? prototype.parameters.slice(1) : [];
  const raw = parameters.map(({ name, type }) => declare(pack.types.spell(type), name));
  return [
    `Tracepoint \`${tracepoint.subsystem}:${tracepoint.name}\``,
    fields.length > 0 && inCode(fields.join('\n')),
    tracepoint.isEnabled && 'It was switched on in tracefs already when the kernel pack was collected.',
    raw.length > 0 && `Raw arguments: \`${raw.join(', ')}\``,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A type's layout. */
export function typeDocumentation(pack: KernelPack, id: number): string {
  const spelled = pack.types.spell(id);
  const resolved = pack.types.resolve(id);
  const type = pack.types.type(resolved);
  if (type?.kind === 'struct' || type?.kind === 'union') {
    const members = pack.types.members(resolved).map(({ type, name, bitWidth }) => {
      const bits = bitWidth === 0 ? '' : ` : ${bitWidth}`;
      return `  ${declare(pack.types.spell(type), name)}${bits};`;
    });
    return `${inCode([`${spelled} {`, ...firstOf(members), '};'].join('\n'))}\n\n${type.size} bytes`;
  }
  if (type?.kind === 'enum') {
    const values = Array.from(type.values, ([name, value]) => `  ${name} = ${value},`);
    return inCode([`${spelled} {`, ...firstOf(values), '};'].join('\n'));
  }
  return inCode(type ? pack.types.spell(resolved) : spelled);
}

/** A prototype with its parameters' names: `ssize_t vfs_read(struct file *file, …)`. */
function spellPrototype(pack: KernelPack, prototype: number, name: string): string {
  const type = pack.types.type(prototype);
  if (type?.kind !== 'prototype') return name;
  const parameters = type.parameters.map((parameter) =>
    parameter.type === 0 ? '...' : declare(pack.types.spell(parameter.type), parameter.name),
  );
  return declare(pack.types.spell(type.result), `${name}(${parameters.length === 0 ? 'void' : parameters.join(', ')})`);
}

/** Puts a name to its type as C does. */
export function declare(type: string, name: string): string {
  if (type.includes('(*)')) return type.replace('(*)', `(*${name})`);
  const array = /^([^[]*)(\[.*)$/.exec(type);
  if (array && !type.includes('(')) return declare(array[1] ?? '', name) + array[2];
  return type.endsWith('*') ? `${type}${name}` : `${type} ${name}`.trimEnd();
}

/** A fenced block. */
export function inCode(text: string): string {
  return `\`\`\`c\n${text}\n\`\`\``;
}

function firstOf(lines: readonly string[]): readonly string[] {
  const more = lines.length - SHOWN_MEMBERS;
  return more > 0 ? [...lines.slice(0, SHOWN_MEMBERS), `  /* ${more} more */`] : lines;
}
