// A program in stap's place on a test's server: it runs the script with sh. What is tested with it is what surrounds a tracer.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// As stap is called here: -v [-c COMMAND] SCRIPT ARGUMENTS.
const program = `#!/bin/sh
case $1 in
  -V) echo 'Systemtap translator/driver (version 5.6/0.191)'; exit ;;
  -v) shift ;;
esac
if [ "$1" = -c ]; then exec sh -c "$2"; fi
exec sh "$@"
`;

/** The folder that holds it, in this one. */
export async function installShellTracer(folder: string): Promise<string> {
  const programs = join(folder, 'programs');
  await mkdir(programs);
  await writeFile(join(programs, 'stap'), program);
  await chmod(join(programs, 'stap'), 0o755);
  return programs;
}
