// The trace panel's page alone in headless Chromium, fed as its host side feeds it; for floods and states that a run reaches late.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { FromPage, RunStatus, ToPage } from '../../client/src/views/panelMessages.ts';
import { patience, root } from './workbench.ts';

declare global {
  /** What the page asked for, oldest first. */
  var fromPage: FromPage[];
  /** Lines there are to pull. */
  var lineCount: number;
  /** All that these functions need of the page's own window. */
  var window: { postMessage(message: ToPage, origin: string): void };
}

/** Colours that VS Code would set; the page uses nothing but its theme variables. */
const theme = {
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  'editor-font-family': 'monospace',
  'editor-font-size': '14px',
  'font-family': 'sans-serif',
  'font-size': '13px',
  descriptionForeground: '#9d9d9d',
  'button-background': '#0069c0',
  'button-foreground': '#ffffff',
  'button-secondaryBackground': '#313131',
  'button-secondaryForeground': '#cccccc',
  'panelTitle-activeForeground': '#cccccc',
  'panelTitle-inactiveForeground': '#9d9d9d',
  'editorWarning-foreground': '#cca700',
  'charts-blue': '#3794ff',
};

export const baseStatus: RunStatus = {
  runId: 'run',
  wholeId: 'run',
  scriptUri: 'file:///latency.stp',
  script: 'latency.stp',
  target: 'lab',
  environment: '',
  hosts: [],
  kernel: '6.12.0',
  rights: 'as root',
  state: 'running',
  detail: 'The probes are attached.',
  checks: [],
  how: '',
  proof: '',
  passes: [],
  hasPasses: true,
  startedAt: Date.now(),
  endedAt: null,
  lineCount: 0,
  byteCount: 0,
  firstLine: 0,
  untold: '',
  losses: [],
};

/** The page of one test after the other, each as if there had been none before. */
export class PanelPage {
  readonly page: Page;
  readonly #script: string;
  readonly #style: string;

  static async launch(): Promise<PanelPage> {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    const [script, style] = await Promise.all(
      ['page.js', 'page.css'].map((name) => readFile(join(root, 'out/page', name), 'utf8')),
    );
    const variables = Object.entries(theme).map(([name, value]) => `--vscode-${name}: ${value};`);
    return new PanelPage(page, script ?? '', `:root { ${variables.join(' ')} } ${style}`);
  }

  private constructor(page: Page, script: string, style: string) {
    this.page = page;
    this.#script = script;
    this.#style = style;
  }

  /** Begins anew, with a page that shows `status`. */
  async open(size: { readonly width: number; readonly height: number }, status = baseStatus): Promise<void> {
    const { page } = this;
    // A document that is only written anew keeps its window with all that listens there.
    await page.goto('about:blank');
    await page.setViewportSize(size);
    await page.mouse.move(0, 0);
    await page.setContent(`<html lang="en"><head><title>Trace</title></head><body></body></html>`);
    await page.addStyleTag({ content: this.#style });
    await page.evaluate(answerPulls);
    await page.addScriptTag({ content: this.#script });
    await this.send({ kind: 'status', status });
  }

  async send(message: ToPage): Promise<void> {
    await this.page.evaluate((data) => {
      if (data.kind === 'status') globalThis.lineCount = data.status.lineCount;
      window.postMessage(data, '*');
    }, message);
  }

  async close(): Promise<void> {
    await this.page.context().browser()?.close();
  }
}

/** Runs in the page: stands in for the host side, with lines that tell their number. */
function answerPulls(): void {
  globalThis.fromPage = [];
  const answer = (kind: 'lines' | 'foundLines', first: number, end: number) => {
    const lines = [];
    for (let number = first; number < end; number++) {
      const text = kind === 'lines' ? `line ${number}` : `match ${number}`;
      lines.push({ number, text, stream: 'stdout' as const, at: number });
    }
    window.postMessage({ kind, runId: 'run', first, lines }, '*');
  };
  Object.assign(globalThis, {
    acquireVsCodeApi: () => ({
      getState: () => undefined,
      setState: () => {},
      postMessage: (message: FromPage) => {
        globalThis.fromPage.push(message);
        if (message.kind !== 'pull' && message.kind !== 'pullFound') return;
        const { kind, first, count } = message;
        if (kind === 'pull') setTimeout(answer, 2, 'lines', first, Math.min(first + count, globalThis.lineCount));
        else setTimeout(answer, 2, 'foundLines', first, first + count);
      },
    }),
  });
}
