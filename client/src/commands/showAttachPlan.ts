// What Will This Attach To?: the exact places of the target that the script's probe points stand for.
import { Uri } from 'vscode';
import type { AttachPlans } from '../views/packs/attachPlans.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { Command } from './command.ts';

export function showAttachPlanCommand(plans: AttachPlans): Command {
  return {
    name: 'showAttachPlan',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script !== undefined) await plans.show(script.document);
    },
  };
}
