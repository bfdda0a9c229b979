// The kernel lab as a target of `npm start`: built or restored with progress.
import type { LabGuest } from '../../test/hosts/lab/guest.ts';
import { labPackages } from '../../test/hosts/lab/labPackages.ts';
import { startLab } from '../../test/hosts/lab/startLab.ts';
import { installPackages } from '../debianPackages.ts';

export async function startLabTarget(say: (line: string) => void): Promise<LabGuest> {
  const onProgress = (line: string): void => say(`kernel lab: ${line}`);
  await installPackages(labPackages, onProgress);
  onProgress('starting (about five minutes the first time, seconds later)');
  return startLab({ onProgress });
}
