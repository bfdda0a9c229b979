// The command line: the same rooms as the editor's, without an editor.
import { check } from './cli/check.ts';
import { type Command, UsageError } from './cli/command.ts';
import { doctor } from './cli/doctor.ts';
import { pack } from './cli/pack.ts';
import { probes } from './cli/probes.ts';
import { run } from './cli/run.ts';
import { takeSshOption } from './cli/sshOption.ts';
import { version } from './cli/version.ts';
import { chooseSshTransport } from './targets/targets.ts';

const commands: Readonly<Record<string, Command>> = { run, check, probes, pack, doctor };

const usage = `tracewright ${version}: write, run and watch kernel trace scripts

${Object.values(commands)
  .map((command) => `  tracewright ${command.usage}\n      ${command.summary}`)
  .join('\n')}

A target T is an alias of your ssh_config, user@host:port, ssh://user@host:port, or local.
Every command takes --ssh system, which reaches targets through this machine's own ssh (Kerberos, security keys,
certificates), or --ssh built-in.
A kernel pack P is a folder or a file FILE.twpack.
Exit codes: 0 fine, 1 errors found or the run failed, 2 wrong usage.
`;

async function main([name, ...words]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') return say(usage);
  if (name === '--version' || name === '-V') return say(`${version}\n`);
  const command = name === undefined ? undefined : commands[name];
  if (command === undefined) {
    process.stderr.write(name === undefined ? usage : `tracewright: there is no command "${name}".\n\n${usage}`);
    return 2;
  }
  if (words.includes('--help') && !words.slice(0, words.indexOf('--help')).includes('--')) {
    return say(`tracewright ${command.usage}\n${command.summary}\n`);
  }
  try {
    const { words: own, transport } = takeSshOption(words);
    if (transport !== undefined) chooseSshTransport(() => transport);
    return await command.run(own);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`tracewright: ${error instanceof Error ? error.message : String(error)}\n`);
    if (isUsage) process.stderr.write(`usage: tracewright ${command.usage}\n`);
    return isUsage ? 2 : 1;
  }
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

// A reader that closes the pipe (`| head`) has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const code = main(process.argv.slice(2));
// What is still in the pipe must be written before the process goes.
void code.then((value) => process.stdout.write('', () => process.exit(value)));
