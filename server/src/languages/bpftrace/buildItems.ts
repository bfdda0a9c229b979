// Builds what stands at the top of a script: probes, macros, functions, maps, settings, C.
import type { CstNode, IToken } from 'chevrotain';
import type { ProbePoint } from '../../syntax/script.ts';
import { StatementBuilder } from './buildStatements.ts';
import { nameOf, nodes, rangeOf, token, tokenRange, tokens } from './cstNodes.ts';
import { integerValue } from './literals.ts';
import { withoutParentheses } from './operators.ts';
import type { Config, Item, Macro, MapDeclaration, Name, Probe, Subprogram } from './tree.ts';
import { isBuiltinWord } from './words.ts';

/** Items of a script, in their order. */
export class ItemBuilder extends StatementBuilder {
  /** What the order of a file allows next: C definitions, then settings and imports, then the rest. */
  private stage: 'definitions' | 'settings' | 'rest' = 'definitions';
  private hasConfig = false;

  /** None where recovery left nothing of it. */
  item(node: CstNode): readonly Item[] {
    const line = token(node, 'CppLine');
    if (line) {
      this.inOrder(line, 'definitions');
      return [{ kind: 'preprocessor', range: tokenRange(line), text: line.image }];
    }
    const definition = token(node, 'CDefinition');
    if (definition) {
      this.inOrder(definition, 'definitions');
      return [{ kind: 'definition', range: tokenRange(definition), text: definition.image }];
    }
    for (const name of Object.keys(node.children)) {
      const [child] = nodes(node, name);
      if (!child) continue;
      switch (name) {
        case 'config':
          return [this.config(child)];
        case 'importFile':
          this.inOrder(token(child, 'Keyword_import'), 'settings');
          return [{ kind: 'import', range: rangeOf(child), path: this.path(child) }];
        case 'macro':
          this.stage = 'rest';
          return [this.macro(child)];
        case 'subprogram':
          this.stage = 'rest';
          return [this.subprogram(child)];
        case 'mapDeclaration':
          this.stage = 'rest';
          return [this.mapDeclaration(child)];
        case 'probe':
          this.stage = 'rest';
          return [this.probe(child)];
      }
    }
    return [];
  }

  protected inOrder(first: IToken | undefined, stage: 'definitions' | 'settings'): void {
    if (!first) return;
    if (this.stage === 'rest' || (this.stage === 'settings' && stage === 'definitions')) {
      const range = tokenRange(first);
      const what =
        stage === 'definitions' ? 'C definitions and `#` lines' : first.image === 'config' ? '`config`' : 'An `import`';
      this.report(
        range,
        `${what} must stand before ${this.stage === 'settings' ? '`config`, imports, ' : ''}probes and functions.`,
      );
    } else if (stage === 'settings') {
      this.stage = 'settings';
    }
  }

  protected config(node: CstNode): Config {
    const word = token(node, 'Keyword_config');
    if (this.hasConfig && word && this.stage !== 'rest') {
      this.report(tokenRange(word), 'There is a `config` already; a script has one at most.');
    } else {
      this.inOrder(word, 'settings');
    }
    this.hasConfig = true;
    const entries = nodes(node, 'configEntry').flatMap((entry) => {
      const key = token(entry, 'key');
      const integer = token(entry, 'Integer');
      const value = token(entry, 'StringLiteral') ?? integer ?? token(entry, 'word');
      const computed = nodes(entry, 'expression')[0];
      if (integer && typeof integerValue(integer.image) === 'string') {
        this.reportBehind(integer, 'The number before this is not one.');
      }
      if (!key) return [];
      return [{ key: nameOf(key), value: computed ? this.settingOf(computed) : value && nameOf(value) }];
    });
    return { kind: 'config', range: rangeOf(node), entries };
  }

  /** A value without the parentheses around it and blanks behind its sign. */
  protected settingOf(node: CstNode): Name {
    const { range } = withoutParentheses(this.expression(node, rangeOf(node)));
    return { range, text: this.text.slice(range.start, range.end).replace(/^-\s+/, '-') };
  }

  protected macro(node: CstNode): Macro {
    const parameters = nodes(node, 'macroParameter').flatMap((parameter) => {
      const found = token(parameter, 'Variable') ?? token(parameter, 'MapName') ?? token(parameter, 'Identifier');
      if (!found) return [];
      if (isBuiltinWord(found.image)) {
        this.report(tokenRange(found), `\`${found.image}\` is a builtin and cannot name a parameter of a macro.`);
      }
      return [nameOf(found)];
    });
    return {
      kind: 'macro',
      range: rangeOf(node),
      name: this.name(node, 'Identifier'),
      parameters,
      body: this.block(node),
    };
  }

  protected subprogram(node: CstNode): Subprogram {
    const parameters = nodes(node, 'parameter').flatMap((parameter) => {
      const name = token(parameter, 'Variable');
      return name ? [{ name: nameOf(name), type: this.annotation(parameter) }] : [];
    });
    return {
      kind: 'subprogram',
      range: rangeOf(node),
      name: this.name(node, 'Identifier'),
      parameters,
      result: this.annotation(node),
      body: this.block(node),
    };
  }

  protected mapDeclaration(node: CstNode): MapDeclaration {
    const type = token(node, 'Identifier');
    const size = token(node, 'Integer');
    const value = size && integerValue(size.image);
    if (size && typeof value === 'string') {
      this.reportBehind(size, 'A map needs the largest number of its entries before this.');
    }
    return {
      kind: 'mapDeclaration',
      range: rangeOf(node),
      name: this.name(node, 'MapName'),
      type: type && nameOf(type),
      size: typeof value === 'bigint' ? value : undefined,
    };
  }

  protected probe(node: CstNode): Probe {
    // Releases before 0.26 pass over a point that is not there: `kprobe:f,, kprobe:g`.
    const written = tokens(node, 'AttachPoint').filter(({ image }) => image !== '');
    const points = written.map((point): ProbePoint => {
      // `name=kprobe:f` gives the probe a name of its own; the probe point is what follows.
      const named = /^[A-Za-z_]\w*=(?=.)/.exec(point.image)?.[0].length ?? 0;
      const { start, end } = tokenRange(point);
      return { range: { start: start + named, end }, text: point.image.slice(named), optional: false };
    });
    const predicate = nodes(node, 'predicate')[0];
    return {
      kind: 'probe',
      range: rangeOf(node),
      points,
      isNamed: points.some((point, index) => point.range.start > (written[index]?.startOffset ?? 0)),
      predicate: predicate && this.expression(nodes(predicate, 'expression')[0], rangeOf(predicate)),
      body: this.block(node),
    };
  }
}
