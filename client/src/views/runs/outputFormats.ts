// What a run's script prints, and by which clauses, as the server reads it.
import { type OutputFormatsResult, outputFormats } from '../../../../server/src/protocol.ts';
import type { Run } from '../../runs/run.ts';
import { tracers } from '../../tracers/tracers.ts';
import type { LanguageServer } from '../languageServer.ts';

/** Waits for the server to be there. The script is the run's own, whatever became of its file. */
export async function formatsOf({ request }: Run, server: LanguageServer): Promise<OutputFormatsResult> {
  await server.started;
  const { languageId } = tracers[request.tracer];
  const result = await server.request<OutputFormatsResult>(outputFormats, { languageId, text: request.script.text });
  return result ?? { formats: [], clauses: [] };
}
