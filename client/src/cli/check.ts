// `tracewright check`: the findings of scripts, as text or as one JSON object a line.
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { type Command, UsageError } from './command.ts';
import { DiagnosticSeverity, LanguageServer } from './languageServer.ts';
import { choosePack } from './packOption.ts';
import { readScript } from './readScript.ts';
import { parseWords } from './words.ts';

const severities: Readonly<Record<number, string>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

export const check: Command = {
  usage: 'check FILES… [--syntax-only] [--json] [--target T | --pack P]',
  summary:
    "Says what is wrong with scripts, against a target's kernel or a kernel pack if one is named; attaches nothing.",
  async run(words) {
    const { values, positionals: files } = parseWords(words, {
      'syntax-only': { type: 'boolean' },
      json: { type: 'boolean' },
      pack: { type: 'string' },
      target: { type: 'string' },
    });
    if (files.length === 0) throw new UsageError('check needs at least one file.');
    if (values.target !== undefined && values.pack !== undefined) {
      throw new UsageError('check takes a target or a kernel pack, not both.');
    }
    const pack = values['syntax-only'] ? undefined : await choosePack(values);
    const server = await LanguageServer.start(
      { checks: values['syntax-only'] ? 'syntax' : 'all', ...(pack && { kernelPack: pack.folder }) },
      pack?.files,
    );
    const spell = values.json ? asJson : asText;
    let failed = false;
    for (const file of files) {
      try {
        for (const finding of await server.findings(await readScript(file))) {
          failed ||= finding.severity === DiagnosticSeverity.Error;
          process.stdout.write(`${spell(file, finding)}\n`);
        }
      } catch (error) {
        failed = true;
        process.stderr.write(`tracewright: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    if (server.packFailure !== undefined) {
      failed = true;
      process.stderr.write(`tracewright: ${server.packFailure}\n`);
    }
    await server.stop();
    return failed ? 1 : 0;
  },
};

function asText(file: string, { range, severity, code, message }: Diagnostic): string {
  const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${place}: ${severities[severity ?? 1]}: ${String(message).replaceAll('\n', ' ')} [${code}]`;
}

/** Lines and columns from 1, columns in UTF-16 units, the end exclusive. */
function asJson(file: string, { range, severity, code, message }: Diagnostic): string {
  return JSON.stringify({
    file,
    line: range.start.line + 1,
    column: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
    severity: severities[severity ?? 1],
    code,
    message,
  });
}
