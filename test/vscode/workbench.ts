// A real workbench in headless Chromium on a real VS Code server, with the extension of this tree loaded.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
// playwright-core: drives a Chromium that is installed already; it downloads none.
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { startVscodeServer } from '../hosts/vscode/vscodeServer.ts';

export const root = resolve(import.meta.dirname, '../..');

/** Milliseconds that anything may take to show, and that the workbench itself may take to load. */
export const patience = 90_000;
const loading = 180_000;
/** Milliseconds after which a key is pressed again. */
const attempt = 5000;

export interface WorkbenchOptions {
  /** Folder that is opened. */
  readonly folder: string;
  /** File in it that is opened in the editor. */
  readonly file?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the extension host gets in its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Entry file of a test suite that the extension host runs. */
  readonly testsPath?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Before the workbench is loaded. */
  readonly onPage?: (page: Page) => Promise<void>;
}

/** A workbench with what the tests do in it; texts are looked up as a user reads them. */
export class Workbench {
  readonly page: Page;
  readonly #address: string;
  readonly #closers: readonly (() => Promise<unknown>)[];

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const data = await mkdtemp(join(tmpdir(), 'tracewright-workbench-'));
    const settings = { 'security.workspace.trust.enabled': false, ...options.settings };
    const server = await startVscodeServer({ folder: data, settings, env: options.env ?? {} });
    const browser = await launchChromium();
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1500, height: 900 } });
    const page = await context.newPage();
    // An address that names a file opens that alone, whatever was open before.
    const { file: _, ...again } = options;
    const workbench = new Workbench(page, workbenchUrl(server.port, again), [
      () => browser.close(),
      () => server.stop(),
      () => rm(data, { recursive: true, force: true, maxRetries: 5 }),
    ]);
    try {
      await options.onPage?.(page);
      await workbench.#load(workbenchUrl(server.port, options));
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  private constructor(page: Page, address: string, closers: readonly (() => Promise<unknown>)[]) {
    this.page = page;
    this.#address = address;
    this.#closers = closers;
    page.setDefaultTimeout(patience);
  }

  /** Loads the window anew; what was open opens again. */
  async reload(): Promise<void> {
    await this.#load(this.#address);
  }

  async #load(address: string): Promise<void> {
    await this.page.goto(address, { timeout: loading });
    await this.page.locator('.monaco-workbench').waitFor({ timeout: loading });
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
  }

  /** A picture of a failure, under out/pictures. */
  async keepPicture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(root, 'out/pictures', `${name.replace(/\W+/g, '-')}.png`) });
  }

  /** A lens by its text. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** A row of the open quick pick by its text. */
  choice(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** What the trace panel's page shows. */
  get panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** The keys go to the end of the script in the first editor. */
  async focusEnd(): Promise<void> {
    await this.page.locator('.editor-instance .view-lines').first().click();
    await this.page.keyboard.press('Control+End');
  }

  /** Opens a file of the folder in the first editor group, alone. */
  async openFile(name: string): Promise<void> {
    await this.command('View: Close All Editors');
    await this.#choose('Control+P', name, name);
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Runs a command by its palette title, e.g. `Tracewright: Pick Target`. */
  async command(title: string): Promise<void> {
    await this.#choose('F1', `>${title}`, title);
  }

  /**
   * Opens the quick input by a key, types, and takes a row. An editor that takes the focus a moment later closes it: then
   * the key is pressed again, as a user would.
   */
  async #choose(key: string, typed: string, row: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input:visible').first();
    const end = performance.now() + patience;
    for (;;) {
      await this.page.keyboard.press(key);
      try {
        await input.fill(typed, { timeout: attempt });
        await this.choice(row).first().click({ timeout: attempt });
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
      }
    }
  }
}

function workbenchUrl(port: number, { folder, file, testsPath }: WorkbenchOptions): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ['extensionDevelopmentPath', remote(root)],
    ...(file === undefined ? [] : [['openFile', remote(join(folder, file))]]),
    ...(testsPath === undefined ? [] : [['extensionTestsPath', remote(testsPath)]]),
  ];
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('folder', folder);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
}
