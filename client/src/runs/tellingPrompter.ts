// While a run's way to root waits for the user's answer, the run says so.
import type { Prompter } from '../targets/target.ts';
import type { LiveRun } from './liveRun.ts';

export function tellingPrompter(run: LiveRun): Prompter {
  const { prompter } = run.request;
  return {
    acceptHostKey: (question) => prompter.acceptHostKey(question),
    answer: (question) => {
      // One that comes back keeps saying that it does.
      if (run.state.kind === 'connecting')
        run.enter({ kind: 'connecting', waitingFor: `waiting for the ${question.prompt}` });
      return prompter.answer(question);
    },
  };
}
