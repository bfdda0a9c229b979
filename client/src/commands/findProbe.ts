// Find Probe: searches all that can be probed on the target while the user types, and writes a clause for what is picked.
import { type QuickPickItem, window } from 'vscode';
import { type BrowseProbesResult, browseProbes, type ProbePlace } from '../../../server/src/protocol.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import { writeClause } from '../views/packs/writeClause.ts';
import type { Command } from './command.ts';

const mostItems = 100;

interface PlaceItem extends QuickPickItem {
  readonly place: ProbePlace;
}

export function findProbeCommand(server: LanguageServer): Command {
  return {
    name: 'findProbe',
    run() {
      const pick = window.createQuickPick<PlaceItem>();
      pick.placeholder = 'System call, tracepoint or kernel function of the target';
      pick.matchOnDescription = false;
      let asked = 0;
      const search = async (typed: string): Promise<void> => {
        const turn = ++asked;
        pick.busy = true;
        const result = await server.request<BrowseProbesResult>(browseProbes, { typed, limit: mostItems });
        // A slower answer to what was typed before must not replace a newer one.
        if (turn !== asked) return;
        pick.busy = false;
        pick.items = (result?.nodes ?? []).flatMap(({ label, description, place }) =>
          // The server has matched already, by humps too, which the list's own filter would not let through.
          place ? [{ label, description, place, alwaysShow: true }] : [],
        );
      };
      pick.onDidChangeValue(search);
      pick.onDidAccept(async () => {
        const [picked] = pick.selectedItems;
        pick.hide();
        if (picked) await writeClause(server, picked.place);
      });
      pick.onDidHide(() => pick.dispose());
      pick.show();
      void search('');
    },
  };
}
