// The trace panel's page: puts its parts together and passes messages between them and the host side.
import './page.css';
import './hosts.css';
import type { OutputFormat } from '../../../../server/src/protocol.ts';
import { LineFormats } from '../../runs/columns/lineFormats.ts';
import type { LineQuery } from '../../runs/columns/lineQuery.ts';
import type { RunFigures } from '../../runs/figures.ts';
import type { TextLimit } from '../../runs/textLimit.ts';
import type { FromPage, PanelMemory, RunStatus, ToPage } from '../panelMessages.ts';
import { ChartView } from './chartView.ts';
import { CompareView } from './compareView.ts';
import { CutTexts } from './cutTexts.ts';
import { element } from './element.ts';
import { Face } from './face.ts';
import { FlameView } from './flameView.ts';
import { Header } from './header.ts';
import { HeatMapView } from './heatMapView.ts';
import { HistogramView } from './histogramView.ts';
import { noMoments } from './honesty.ts';
import { HostBar } from './hostBar.ts';
import { LineTableView } from './lineTableView.ts';
import { LogPane } from './logPane.ts';
import { NarrowBar, type Picker } from './narrowBar.ts';
import { ProbesView } from './probesView.ts';
import { TableView } from './tableView.ts';
import { Tabs, type ViewName } from './tabs.ts';
import { type TakenView, TakeOut } from './takeOut.ts';
import { onThemeChange } from './themeColors.ts';

/** What the page itself remembers while it is hidden, besides what the host needs. */
interface PageMemory extends PanelMemory {
  readonly place: number;
  /** The view that the user chose; undefined: the one that suits the records. */
  readonly view: ViewName | undefined;
  readonly showsMoments: boolean;
  /** What was asked about the lines' columns. */
  readonly lineQuery: LineQuery;
}

/** What the host tells of maps, histograms and stacks. */
type Counted = Omit<Extract<ToPage, { kind: 'aggregates' }>, 'kind' | 'runId'>;

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): PageMemory | undefined;
  setState(state: PageMemory): void;
};

const editor = acquireVsCodeApi();
const remembered = editor.getState();
let status: RunStatus | undefined = remembered?.status;
let chosenView = remembered?.view;
let figures: RunFigures | null = null;
const cuts = new CutTexts();
let shownCounts: Counted = { aggregates: [], maps: [], histograms: [], moments: noMoments };

const send = (message: FromPage) => editor.postMessage(message);
const events = {
  stop: () => send({ kind: 'stop' }),
  rerun: () => send({ kind: 'rerun' }),
  clear: () => send({ kind: 'clear' }),
  pickTarget: () => send({ kind: 'pickTarget' }),
  showLog: () => send({ kind: 'showLog' }),
  toggleFollow: () => log.toggleFollow(),
  find: () => openFind(),
  save: () => send({ kind: 'save' }),
};

const header = new Header(events);
const showHost = (host: string): void => send({ kind: 'showHost', host });
const hostBar = new HostBar(showHost);
const face = new Face(events);
const log = new LogPane({
  pull: (first, count) => send({ kind: 'pull', first, count }),
  pullFound: (first, count) => send({ kind: 'pullFound', first, count }),
  search: (query) => send({ kind: 'search', query }),
  findNext: (from, backwards) => send({ kind: 'findNext', from, backwards }),
  followChanged: (isFollowing) => header.showFollowing(isFollowing),
  showPlace: (place) => send({ kind: 'showPlace', place }),
});
const narrowBar = new NarrowBar(({ picked, test }, isNegated) => send({ kind: 'narrow', picked, test, isNegated }));
const pick: Picker = (picked) => narrowBar.show(picked);
const lineTable = new LineTableView(askLines, pick);
const table = new TableView(lineTable, pick, cuts, showHost);
const chart = new ChartView((series) => lineTable.ask({ series }), cuts);
const histogram = new HistogramView(pick, cuts);
const heatMap = new HeatMapView(pick, cuts);
const flame = new FlameView();
/** The views of what was counted, the one that says most first. */
const counted = { flame, heatMap, histogram, chart, table };
const compare = new CompareView(cuts);
const probes = new ProbesView({
  showLine: (line) => send({ kind: 'showLine', line }),
  order: (order) => send({ kind: 'order', order }),
});
const tabs = new Tabs(
  [
    { name: 'log', title: 'Log', root: log.root },
    { name: 'table', title: 'Table', root: table.root },
    { name: 'chart', title: 'Chart', root: chart.root, fit: () => chart.fit() },
    { name: 'histogram', title: 'Histogram', root: histogram.root },
    { name: 'heatMap', title: 'Heat Map', root: heatMap.root, fit: () => heatMap.repaint() },
    { name: 'flame', title: 'Flame Graph', root: flame.root, fit: () => flame.fit() },
    { name: 'probes', title: 'Probes', root: probes.root },
    { name: 'compare', title: 'Compare', root: compare.root, fit: () => compare.fit() },
  ],
  (name) => {
    chosenView = name;
    if (status !== undefined) showFace(status);
    remember();
    askLines();
    narrowBar.show(undefined);
  },
);
const takeOut = new TakeOut(takenView, {
  copy: (text) => send({ kind: 'copy', text }),
  save: (format, data) => send({ kind: 'savePicture', view: tabs.current, format, data }),
});
const compareButton = element(
  'button',
  { class: 'plain', title: 'Compare what was counted with other runs', click: () => send({ kind: 'compare' }) },
  'Compare with…',
);
tabs.offer(() => false);
document.body.append(
  header.root,
  element(
    'main',
    {},
    hostBar.root,
    element(
      'div',
      { class: 'bar-of-views' },
      tabs.root,
      element('div', { class: 'outside' }, compareButton, takeOut.root),
    ),
    log.root,
    ...Object.values(counted).map(({ root }) => root),
    probes.root,
    compare.root,
    narrowBar.root,
    face.root,
  ),
);
onThemeChange(() => {
  chart.repaint();
  heatMap.repaint();
});
document.body.classList.toggle('with-moments', remembered?.showsMoments ?? false);
if (remembered !== undefined) {
  log.restore(remembered.place);
  lineTable.restore(remembered.lineQuery);
}
if (status !== undefined) showStatus(status);

window.addEventListener('message', (event: MessageEvent<ToPage>) => {
  const message = event.data;
  switch (message.kind) {
    case 'status':
      if (status !== undefined && message.status.runId !== status.runId) forget();
      status = message.status;
      showStatus(status);
      remember();
      break;
    case 'lines':
      if (message.runId === status?.runId) log.addLines(message.first, message.lines);
      break;
    case 'foundLines':
      if (message.runId === status?.runId) log.addFound(message.first, message.lines);
      break;
    case 'found':
      if (message.runId === status?.runId) log.showFound(message);
      break;
    case 'goTo':
      if (message.runId === status?.runId) log.goTo(message.line, message.index);
      break;
    case 'formats':
      if (message.runId !== status?.runId) break;
      knowFormats(message.formats, message.textLimit);
      compare.know(message.aggregations);
      showCounted(shownCounts);
      break;
    case 'lineTable':
      if (message.runId !== status?.runId) break;
      lineTable.show(message.answer, message.error);
      chart.showLines(message.answer);
      offerViews();
      showSuitedView();
      break;
    case 'figures':
      if (message.runId !== status?.runId) break;
      header.showFigures(message.figures);
      figures = message.figures;
      showProbes();
      offerViews();
      break;
    case 'others':
      if (message.runId !== status?.runId) break;
      compare.showOthers(message.others);
      offerViews();
      if (message.isNew && message.others.length > 0) tabs.choose('compare');
      break;
    case 'aggregates':
      if (message.runId !== status?.runId) break;
      showCounted(message);
      showSuitedView();
      break;
  }
});

window.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
    event.preventDefault();
    openFind();
  }
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping) return;
  if (event.key === '/') {
    event.preventDefault();
    openFind();
  } else if (event.key === '[') tabs.step(-1);
  else if (event.key === ']') tabs.step(1);
  else if (event.key === 't') {
    document.body.classList.toggle('with-moments');
    remember();
  }
});
window.addEventListener('blur', remember);
setInterval(() => {
  if (status === undefined || status.state === 'ended') return;
  header.tick();
  showFace(status);
}, 1000);
send({ kind: 'ready' });
if (remembered?.view !== undefined) tabs.show(remembered.view);
askLines();

/** What is taken out: the view of now. */
function takenView(): TakenView {
  const root = document.getElementById(`view-${tabs.current}`) ?? document.body;
  const painted = { chart, histogram, heatMap, flame };
  if (!(tabs.current in painted)) return { root, picture: undefined };
  const view = painted[tabs.current as keyof typeof painted];
  return { root, picture: (palette) => view.picture(footer(), palette) };
}

/** What a picture is a picture of. */
function footer(): string {
  if (status === undefined) return '';
  const { script, target, kernel, startedAt, losses } = status;
  const lost = losses.map(({ what, count }) => `${count} ${what}`).join(', ');
  const where = kernel === '' ? target : `${target}, ${kernel}`;
  return `${script} on ${where} · ${new Date(startedAt).toISOString()} · ${lost === '' ? 'nothing lost' : `lost: ${lost}`}`;
}

function openFind(): void {
  tabs.choose('log');
  log.openFind();
}

function showStatus(current: RunStatus): void {
  header.show(current);
  hostBar.show(current.hosts, current.runId === current.wholeId ? '' : current.target);
  log.show(current);
  showFace(current);
  showProbes();
  showSuitedView();
}

/** What the run's script prints, and how long a string can be. */
function knowFormats(printed: readonly OutputFormat[], limit: TextLimit | undefined): void {
  const formats = new LineFormats(printed, limit);
  cuts.know(limit, formats);
  log.know(formats);
}

function showCounted(counts: Counted): void {
  shownCounts = counts;
  const { aggregates, maps, histograms, moments } = counts;
  table.show(aggregates, maps, moments);
  chart.show(maps, moments);
  histogram.show(aggregates, moments);
  heatMap.show(histograms, moments);
  flame.show(aggregates, moments);
  compare.show(aggregates, secondsOf(status));
  offerViews();
}

/** An ended run cannot be told anything. */
function showProbes(): void {
  probes.show(figures, status?.state === 'running');
}

function secondsOf(current: RunStatus | undefined): number {
  return current === undefined ? 0 : ((current.endedAt ?? Date.now()) - current.startedAt) / 1000;
}

function offerViews(): void {
  const views = { ...counted, probes, compare };
  tabs.offer((name) => name !== 'log' && !views[name].isEmpty);
}

/** The lines' columns are read only while they are looked at. */
function askLines(): void {
  const isShown = tabs.current === 'table' || tabs.current === 'chart';
  send({ kind: 'askLines', query: isShown ? lineTable.query : null });
  remember();
}

function hasOutput(current: RunStatus): boolean {
  if (tabs.current === 'probes' && !probes.isEmpty) return true;
  return current.lineCount > current.firstLine || Object.values(counted).some(({ isEmpty }) => !isEmpty);
}

/** Until the user chooses, a run that prints no lines shows what it counted. */
function showSuitedView(): void {
  if (status === undefined) return;
  const printsLines = status.lineCount > status.firstLine;
  const names = Object.keys(counted) as (keyof typeof counted)[];
  const suited = printsLines ? 'log' : (names.find((name) => !counted[name].isEmpty) ?? 'log');
  if (chosenView === undefined && tabs.current !== suited) {
    tabs.show(suited);
    askLines();
  }
  showFace(status);
}

function showFace(current: RunStatus): void {
  face.show(current, hasOutput(current), Date.now(), probes.hits);
}

/** Another run takes the panel over: nothing of the last one stays. */
function forget(): void {
  knowFormats([], undefined);
  log.reset();
  lineTable.forget();
  compare.showOthers([]);
  compare.know({});
  narrowBar.show(undefined);
  chart.showLines(undefined);
  showCounted({ aggregates: [], maps: [], histograms: [], moments: noMoments });
  header.showFigures(null);
  figures = null;
  showProbes();
  chosenView = undefined;
  tabs.offer(() => false);
  tabs.show('log');
  askLines();
}

function remember(): void {
  if (status === undefined) return;
  const showsMoments = document.body.classList.contains('with-moments');
  const { scriptUri } = status;
  const { query: lineQuery } = lineTable;
  editor.setState({ script: scriptUri, status, place: log.place, view: chosenView, showsMoments, lineQuery });
}
