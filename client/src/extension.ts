// Activation: wires the rooms together, decides nothing.
import { commands, type ExtensionContext, languages, Uri, window, workspace } from 'vscode';
import { checkCommand } from './commands/check.ts';
import { checkTargetCommand } from './commands/checkTarget.ts';
import { collectPackCommand } from './commands/collectPack.ts';
import type { Command } from './commands/command.ts';
import { comparePacksCommand } from './commands/comparePacks.ts';
import { connectTargetCommand } from './commands/connectTarget.ts';
import { copyTargetNameCommand } from './commands/copyTargetName.ts';
import { disconnectTargetCommand } from './commands/disconnectTarget.ts';
import { exportPackCommand } from './commands/exportPack.ts';
import { exportRunCommand } from './commands/exportRun.ts';
import { findProbeCommand } from './commands/findProbe.ts';
import { forgetSecretsCommand } from './commands/forgetSecrets.ts';
import { importPackCommand } from './commands/importPack.ts';
import { insertProbeCommand } from './commands/insertProbe.ts';
import { leavePackCommand } from './commands/leavePack.ts';
import { newScriptCommand } from './commands/newScript.ts';
import { openRunCommand } from './commands/openRun.ts';
import { pauseProbesCommand } from './commands/pauseProbes.ts';
import { pickTargetCommand } from './commands/pickTarget.ts';
import { runCommand } from './commands/run.ts';
import { runOnGroupCommand } from './commands/runOnGroup.ts';
import { runWithCommand } from './commands/runWith.ts';
import { scriptMenuCommand } from './commands/scriptMenu.ts';
import { setArgumentsCommand } from './commands/setArguments.ts';
import { setTimeLimitCommand } from './commands/setTimeLimit.ts';
import { showAttachPlanCommand } from './commands/showAttachPlan.ts';
import { showCountedScriptCommand } from './commands/showCountedScript.ts';
import { showLogCommand } from './commands/showLog.ts';
import { showPanelCommand } from './commands/showPanel.ts';
import { showRunsOnTargetCommand } from './commands/showRunsOnTarget.ts';
import { stopCommand } from './commands/stop.ts';
import { switchProbeCommand } from './commands/switchProbe.ts';
import { traceFunctionCommand } from './commands/traceFunction.ts';
import { traceLineCommand } from './commands/traceLine.ts';
import { openPastRun } from './runs/history/pastRun.ts';
import { resumeRun } from './runs/resumeRun.ts';
import { settings } from './settings.ts';
import { chooseSshTransport, keepConnections } from './targets/targets.ts';
import { LanguageServer } from './views/languageServer.ts';
import { AttachPlans } from './views/packs/attachPlans.ts';
import { PackComparisons } from './views/packs/packComparisons.ts';
import { PacksAlone } from './views/packs/packsAlone.ts';
import { ProbesTree } from './views/packs/probesTree.ts';
import { ScriptPacks } from './views/packs/scriptPacks.ts';
import { TargetPacks } from './views/packs/targetPacks.ts';
import { TracePanels } from './views/panel/tracePanels.ts';
import { ActiveRuns } from './views/runs/activeRuns.ts';
import { CountedScripts } from './views/runs/countedScripts.ts';
import { formatsOf } from './views/runs/outputFormats.ts';
import { pickOthers } from './views/runs/pickOthers.ts';
import { ResumedRuns } from './views/runs/resumedRuns.ts';
import { runBehaviour } from './views/runs/runBehaviour.ts';
import { showRunFindings } from './views/runs/runFindings.ts';
import { followRunningContext } from './views/runs/runningContext.ts';
import { RunsTree } from './views/runs/runsTree.ts';
import { RunTasks } from './views/runs/runTasks.ts';
import { ScriptRunner } from './views/runs/scriptRunner.ts';
import { StatusBar } from './views/runs/statusBar.ts';
import { narrowScript } from './views/scripts/narrowScript.ts';
import { showProbeMarks } from './views/scripts/probeMarks.ts';
import { RunLens } from './views/scripts/runLens.ts';
import { showScriptLine } from './views/scripts/scriptLine.ts';
import { ScriptOptionsMemory } from './views/scripts/scriptOptions.ts';
import { showPlace } from './views/scripts/showPlace.ts';
import { SwitchLens } from './views/scripts/switchLens.ts';
import { traceLanguages } from './views/scripts/traceScript.ts';
import { CurrentTarget } from './views/targets/currentTarget.ts';
import { DoctorReports } from './views/targets/doctorReports.ts';
import { createEditorPrompter, quietPrompterOf } from './views/targets/editorPrompter.ts';
import { HeldConnections } from './views/targets/heldConnections.ts';
import { KeptSecrets } from './views/targets/keptSecrets.ts';
import { KnownTargets } from './views/targets/knownTargets.ts';
import { TargetsTree } from './views/targets/targetsTree.ts';

/** Milliseconds that a target's connection is kept when nobody uses it any more: about as long as it takes to change a script and run it again. */
const connectionsKeptFor = 5 * 60_000;

export async function activate(context: ExtensionContext): Promise<void> {
  chooseSshTransport(settings.sshTransport);
  const storage = (folder: string) => Uri.joinPath(context.globalStorageUri, folder).fsPath;
  const spoolFolder = storage('runs');
  const log = window.createOutputChannel('Tracewright', { log: true });
  const runs = new ActiveRuns();
  const resumed = new ResumedRuns(context.workspaceState, runs);
  const target = new CurrentTarget(context.globalState);
  const known = new KnownTargets(context.globalState);
  const held = new HeldConnections();
  const options = new ScriptOptionsMemory(context.workspaceState);
  const secrets = new KeptSecrets(context.secrets, context.globalState);
  const server = new LanguageServer(context.extensionUri, log);
  const packs = new TargetPacks({ target, folder: storage('packs'), secrets, log, server });
  const scriptPacks = new ScriptPacks({ target, packs, server, folder: storage('packs') });
  const alone = new PacksAlone({
    target,
    packs,
    server,
    log,
    folder: storage('packs'),
    memory: context.workspaceState,
  });
  const comparisons = new PackComparisons();
  const reports = new DoctorReports();
  const countedScripts = new CountedScripts(server);
  const plans = new AttachPlans(server, target, scriptPacks);
  const panels = new TracePanels(context.extensionUri, context.workspaceState, {
    save: (uri) => void commands.executeCommand('tracewright.exportRun', uri),
    rerun: (uri, group) =>
      group === undefined
        ? void commands.executeCommand('tracewright.run', uri)
        : void commands.executeCommand('tracewright.runOnGroup', { scriptUri: uri, group }),
    pickTarget: () => void commands.executeCommand('tracewright.pickTarget'),
    showLog: () => log.show(true),
    showLine: (uri, line) => void showScriptLine(uri, line),
    showPlace: (uri, run, place) => void showPlace(uri, run, place, createEditorPrompter(secrets)),
    log: (message) => log.warn(message),
    formatsOf: (run) => formatsOf(run, server),
    othersFor: (run) => pickOthers(run, spoolFolder),
    narrow: (uri, run, picked) => void narrowScript(server, uri, run, picked),
  });
  if (workspace.isTrusted) resumed.start((id) => resumeRun(spoolFolder, id, quietPrompterOf(secrets), runBehaviour()));
  const memory = context.globalState;
  const runner = new ScriptRunner({ target, runs, options, secrets, server, log, memory, spoolFolder });
  const allCommands: readonly Command[] = [
    runCommand(runner, panels),
    runOnGroupCommand(known, runner, panels),
    connectTargetCommand(held, secrets),
    disconnectTargetCommand(held),
    copyTargetNameCommand(),
    runWithCommand({ runner, panels, options, secrets }),
    stopCommand(runs),
    pauseProbesCommand(runs),
    switchProbeCommand(runs),
    checkCommand(target, scriptPacks),
    checkTargetCommand(target, reports, secrets),
    pickTargetCommand(target, packs, alone, known),
    setTimeLimitCommand(options),
    setArgumentsCommand(options),
    scriptMenuCommand(),
    collectPackCommand(target, packs),
    exportPackCommand(target, server),
    importPackCommand(alone),
    leavePackCommand(alone),
    comparePacksCommand(server, comparisons, storage('packs')),
    showPanelCommand(runs, panels),
    newScriptCommand(),
    insertProbeCommand(server),
    findProbeCommand(server),
    traceFunctionCommand(server),
    traceLineCommand({ server, target, secrets }),
    showAttachPlanCommand(plans),
    showCountedScriptCommand(countedScripts),
    openRunCommand(runs, panels, spoolFolder),
    exportRunCommand(runs, panels, spoolFolder, server),
    showRunsOnTargetCommand({ target, runs, panels, secrets, spoolFolder }),
    showLogCommand(log),
    forgetSecretsCommand(secrets),
  ];
  const selector = traceLanguages.map((language) => ({ language }));
  const lens = new RunLens(target, runs, options, scriptPacks);
  const early = languages.registerCodeLensProvider(selector, lens);
  context.subscriptions.push(
    keepConnections(connectionsKeptFor),
    log,
    runs,
    server,
    packs,
    alone,
    comparisons,
    plans,
    countedScripts,
    reports,
    new ProbesTree(server, target),
    held,
    scriptPacks,
    new TargetsTree({ known, current: target, held, packs, packFolder: storage('packs') }),
    new RunsTree(spoolFolder, runs),
    new StatusBar(target, runs),
    new RunTasks(runner),
    followRunningContext(runs),
    showRunFindings(runs),
    showProbeMarks(runs),
    languages.registerCodeLensProvider(selector, new SwitchLens(runs)),
    resumed,
    panels.restore(async (uri, runId) => {
      const known = runs.of(uri)?.run;
      if (known?.id === runId) return known;
      return (await resumed.get(runId)) ?? known ?? (await openPastRun(spoolFolder, runId));
    }),
    early,
    ...allCommands.map(({ name, run }) => commands.registerCommand(`tracewright.${name}`, run)),
  );
  await alone.restore();
  await server.start();
  // On a line that has several, the editor shows the lenses of the newest provider first; Run comes before the server's counts.
  early.dispose();
  context.subscriptions.push(languages.registerCodeLensProvider(selector, lens));
}
