// A client in a process of its own, for tests that kill it: supervises its arguments and prints the run's folder and their output.
import { supervise } from './runsSupervised.ts';

const [grace = '', ...argv] = process.argv.slice(2);
await supervise({
  argv,
  settings: { grace: Number(grace), keep: 1000 },
  onData: (stream, _follower, folder) => {
    if (stream === 'o') process.stdout.write(`${folder}\n`);
  },
});
