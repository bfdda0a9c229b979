// The Debian mirror that this machine itself uses.
import { runProgram } from './lab/runProgram.ts';

/** Its address, from the machine's apt sources; rejects where they name none. */
export async function debianMirror(): Promise<string> {
  const words = ['indextargets', '--no-release-info', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const mirrors = (await runProgram('apt-get', words)).split('\n');
  const mirror = mirrors.find((line) => line !== '' && !line.includes('security'));
  if (mirror === undefined) throw new Error("This machine's apt sources name no Debian mirror.");
  return mirror;
}
