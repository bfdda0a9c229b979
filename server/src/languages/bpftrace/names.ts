// The names a script brings: maps for the whole script, scratch variables for their block, macros and functions, C constants.
import type { Range } from '../../syntax/range.ts';
import type { Declaration, NameKind, NameTable, Occurrence } from '../../syntax/script.ts';
import type { Expression, Item, Name, Tree } from './tree.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** Resolves all names of a tree. */
export function resolveNames(tree: Tree, comments: readonly Range[], text: string): NameTable {
  const declarations: Declaration[] = [];
  const occurrences: Occurrence[] = [];
  const maps = new Map<string, Declaration>();
  const globals = new Map<string, Declaration>();

  const declare = (name: Name, kind: NameKind, range: Range, more: Partial<Declaration> = {}): Declaration => {
    const documentation = commentAbove(text, comments, range.start);
    const declaration: Declaration = {
      name: name.text,
      kind,
      nameRange: name.range,
      range,
      ...(documentation !== undefined && (kind === 'function' || kind === 'macro') && { documentation }),
      ...more,
    };
    declarations.push(declaration);
    return declaration;
  };
  const use = (range: Range, declaration: Declaration | undefined, write: boolean): void => {
    if (declaration && range.end > range.start) occurrences.push({ range, declaration, write });
  };
  const mapNamed = (name: Name): Declaration => {
    const known = maps.get(name.text);
    if (known) return known;
    const made = declare(name, 'map', name.range);
    maps.set(name.text, made);
    return made;
  };

  for (const item of tree.items) {
    if (item.kind === 'macro') {
      const parameters = item.parameters.map(({ text: parameter }) => parameter);
      const detail = `macro ${item.name.text}(${parameters.join(', ')})`;
      globals.set(item.name.text, declare(item.name, 'macro', item.range, { parameters, detail }));
    } else if (item.kind === 'subprogram') {
      const parameters = item.parameters.map(({ name }) => name.text);
      const detail = `fn ${text.slice(item.name.range.start, item.result?.range.end ?? item.name.range.end)}`;
      globals.set(item.name.text, declare(item.name, 'function', item.range, { parameters, detail }));
    } else if (item.kind === 'mapDeclaration') {
      const detail = text.slice(item.range.start, item.range.end).replace(/;$/, '');
      const map = declare(item.name, 'map', item.range, { detail });
      maps.set(item.name.text, map);
    } else if (item.kind === 'preprocessor' || item.kind === 'definition') {
      for (const { name, kind } of namesOfC(item)) {
        globals.set(name.text, declare(name, kind, item.range, { detail: item.text.split('\n')[0] ?? '' }));
      }
    }
    const declared =
      globals.get('name' in item && item.name ? item.name.text : '') ?? maps.get('name' in item ? item.name.text : '');
    if ('name' in item) use(item.name.range, declared, true);
  }

  for (const item of tree.items) {
    if (item.kind !== 'probe' && item.kind !== 'macro' && item.kind !== 'subprogram') continue;
    const scopes: Map<string, Declaration>[] = [new Map()];
    const find = (name: string): Declaration | undefined => scopes.findLast((scope) => scope.has(name))?.get(name);
    const local = (name: Name, range: Range, scope: Range, more: Partial<Declaration> = {}): Declaration => {
      const made = declare(name, 'local', range, { scope, ...more });
      scopes.at(-1)?.set(name.text, made);
      return made;
    };
    if (item.kind !== 'probe') {
      for (const parameter of item.parameters) {
        const name = 'name' in parameter ? parameter.name : parameter;
        const made = declare(name, 'parameter', name.range, { scope: item.range });
        scopes[0]?.set(name.text, made);
        use(name.range, made, true);
      }
    }
    const blocks: Range[] = [item.body.range];
    const visit: Visit = {
      enterBlock: (block) => {
        blocks.push(block.range);
        scopes.push(new Map());
      },
      leaveBlock: () => {
        blocks.pop();
        scopes.pop();
      },
      statement: (statement) => {
        if (statement.kind === 'let') {
          const scope = { start: statement.range.start, end: blocks.at(-1)?.end ?? item.range.end };
          const type = statement.type && text.slice(statement.type.range.start, statement.type.range.end);
          const made = local(statement.name, statement.range, scope, type === undefined ? {} : { detail: type });
          use(statement.name.range, made, true);
        } else if (statement.kind === 'for') {
          const made = local(statement.name, statement.name.range, statement.range);
          use(statement.name.range, made, true);
        }
      },
      target: (expression) => target(expression),
      expression: (expression) => {
        if (expression.kind === 'variable') use(expression.range, find(expression.name), false);
        else if (expression.kind === 'map')
          use(expression.name.range, find(expression.name.text) ?? mapNamed(expression.name), false);
        else if (expression.kind === 'call') use(expression.callee.range, globals.get(expression.callee.text), false);
        else if (expression.kind === 'identifier')
          use(expression.range, find(expression.name) ?? globals.get(expression.name), false);
      },
    };
    const target = (expression: Expression): void => {
      if (expression.kind === 'variable') {
        const name = { text: expression.name, range: expression.range };
        const known = find(expression.name);
        // Without `let` a variable lives in the block that it is first assigned in.
        const scope = blocks.at(-1) ?? item.range;
        use(expression.range, known ?? local(name, expression.range, scope), true);
      } else if (expression.kind === 'map') {
        use(expression.name.range, find(expression.name.text) ?? mapNamed(expression.name), true);
      }
    };
    if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
    walkBlock(item.body, visit);
  }
  declarations.sort((a, b) => a.nameRange.start - b.nameRange.start);
  occurrences.sort((a, b) => a.range.start - b.range.start);
  return { declarations, occurrences };
}

/** `#define` names, and the tags and constants of C definitions. */
function namesOfC(item: Item & { readonly text: string }): readonly { readonly name: Name; readonly kind: NameKind }[] {
  const at = (name: string, offset: number): Name => {
    const start = item.range.start + offset;
    return { text: name, range: { start, end: start + name.length } };
  };
  if (item.kind === 'preprocessor') {
    const [whole = '', name] = /^#\s*define\s+([A-Za-z_]\w*)/.exec(item.text) ?? [];
    return name === undefined ? [] : [{ name: at(name, whole.length - name.length), kind: 'constant' }];
  }
  const [head = '', keyword, tag] = /^(struct|union|enum)\s+([A-Za-z_]\w*)/.exec(item.text) ?? [];
  const names: { name: Name; kind: NameKind }[] = [];
  if (tag !== undefined) names.push({ name: at(tag, head.length - tag.length), kind: 'type' });
  if (keyword === 'enum') {
    const open = item.text.indexOf('{') + 1;
    const body = item.text
      .slice(open, item.text.lastIndexOf('}'))
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (all) => ' '.repeat(all.length));
    for (const { 1: blank = '', 2: constant = '', index } of body.matchAll(/(?<=^|,)(\s*)([A-Za-z_]\w*)/g)) {
      names.push({ name: at(constant, open + index + blank.length), kind: 'constant' });
    }
  }
  return names;
}

/** The text of the comment right above an offset, its signs taken off. */
function commentAbove(text: string, comments: readonly Range[], offset: number): string | undefined {
  let end = offset;
  const lines: string[] = [];
  for (let index = comments.length - 1; index >= 0; index--) {
    const comment = comments[index];
    if (!comment || comment.end > end) continue;
    if (!/^[ \t]*\n?[ \t]*$/.test(text.slice(comment.end, end))) break;
    const body = text.slice(comment.start, comment.end).replace(/^\/\*+|\*+\/$|^\/\/ ?/g, '');
    lines.unshift(
      body
        .split('\n')
        .map((line) => line.replace(/^\s*\* ?/, ''))
        .join('\n')
        .trim(),
    );
    end = comment.start;
  }
  return lines.length === 0 ? undefined : lines.join('\n');
}
