// Insert Probe: writes a clause for a row of the Probes tree into the script.
import type { ProbeNode } from '../../../server/src/protocol.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import { writeClause } from '../views/packs/writeClause.ts';
import type { Command } from './command.ts';

export function insertProbeCommand(server: LanguageServer): Command {
  return {
    name: 'insertProbe',
    async run(argument) {
      const place = (argument as ProbeNode | undefined)?.place;
      if (place) await writeClause(server, place);
    },
  };
}
