import { chromium, errors, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { awaitedMillis } from '../patience.mjs';
import { artifacts, startServer, type CodeServer, type ServerOptions } from './server';
import { QuickInput } from './quickInput';
import { until } from './until';
import { browserNeeds, findProgram, requireDebianPackages } from './systemPackages.mjs';

const colorThemes = {
  dark: { label: 'Dark 2026', className: 'vscode-theme-defaults-themes-2026-dark-json' },
  light: { label: 'Light 2026', className: 'vscode-theme-defaults-themes-2026-light-json' },
  'high-contrast': { label: 'Dark High Contrast', className: 'vscode-theme-defaults-themes-hc_black-json' },
  'high-contrast-light': {
    label: 'Light High Contrast',
    className: 'vscode-theme-defaults-themes-hc_light-json',
  },
} as const;

export type ThemeName = keyof typeof colorThemes;
export const themeNames = Object.keys(colorThemes) as ThemeName[];

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page answered by the test itself (see developInPage) counts as public and could not reach the server on this machine.
  '--disable-features=LocalNetworkAccessChecks',
];

export interface WorkbenchOptions extends ServerOptions {
  /** Folder to open; none opens an empty window. */
  folder?: string;
  /** The display language, as extensions are told it. The workbench itself stays English: it has no language packs. */
  language?: string;
  /** Runs extensions from their folders, and a test suite (a module with `run`) inside the extension host. */
  development?: { extensionFolders: readonly string[]; suite: string };
}

export async function launchBrowser(): Promise<Browser> {
  await requireDebianPackages(browserNeeds, console.error);
  const executablePath = browserNeeds.map(({ programs }) => findProgram(...programs)).find(Boolean);
  return chromium.launch({ executablePath, args: browserFlags, timeout: awaitedMillis });
}

/**
 * Without a GPU, a page that moves costs half a processor, which the training beside it lacks: each turning sign draws the whole
 * window anew, many times a second. For the page and its frames.
 */
const holdStill = `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important; }');
  document.adoptedStyleSheets = [sheet];
`;

async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  await page.addInitScript({ content: holdStill });
  page.setDefaultTimeout(awaitedMillis);
  const log = createWriteStream(`${artifacts}/browser-console.log`, { flags: 'a' });
  page.on('console', (message) => log.write(`${message.type()} ${message.text()}\n`));
  page.on('close', () => log.end());
  return page;
}

/**
 * Gives the workbench its `developmentOptions` (extension and tests to run), which a built VS Code takes only from the
 * configuration inside its page, as `@vscode/test-web` does with its own server.
 */
async function developInPage(
  page: Page,
  { url, authority }: CodeServer,
  { extensionFolders, suite }: { extensionFolders: readonly string[]; suite: string },
): Promise<void> {
  const remote = (path: string) => ({ scheme: 'vscode-remote', authority, path });
  const development = { extensions: extensionFolders.map(remote), extensionTestsPath: remote(suite) };
  const inAttribute = JSON.stringify(development).slice(1, -1).replaceAll('"', '&quot;');
  await page.route(
    (address) => address.origin === new URL(url).origin && address.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const marker = '&quot;developmentOptions&quot;:{';
      const html = await response.text();
      if (!html.includes(marker))
        throw new Error('This code-server keeps its development options elsewhere.');
      await route.fulfill({ response, body: html.replace(marker, `${marker}${inAttribute},`) });
    },
  );
}

/** What the workbench reads its language from, where a language pack would have put it. Runs in the page. */
function setLanguage(language: string): void {
  Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
}

/** A real VS Code in a browser: a server, one window, and what a user does in it. */
export class Workbench {
  readonly quickInput: QuickInput;

  private constructor(
    private readonly server: CodeServer,
    private readonly browser: Browser,
    readonly page: Page,
  ) {
    this.quickInput = new QuickInput(page);
  }

  /** Starts a server and a browser and opens the folder; ready when the workbench shows and its commands answer. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const server = await startServer(options);
    let browser: Browser | undefined;
    let workbench: Workbench | undefined;
    try {
      browser = await launchBrowser();
      workbench = new Workbench(server, browser, await newPage(browser));
      const { page } = workbench;
      if (options.language) await page.addInitScript(setLanguage, options.language);
      const address = new URL(server.url);
      if (options.folder) address.searchParams.set('folder', resolve(options.folder));
      if (options.development) await developInPage(page, server, options.development);
      await page.goto(address.href);
      await workbench.ready();
      return workbench;
    } catch (error) {
      await workbench?.keepPicture('failed-to-open');
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  /** Waits until the window is usable: its extension host runs. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    // The theme comes with the extension host: when it is applied, extensions run.
    await this.page.locator('.monaco-workbench[class*="vscode-theme-"]').waitFor();
  }

  /**
   * Chooses a command in the palette by its full title, such as `LiTS: Train Model`, and then entries of the lists that it opens.
   */
  runCommand(title: string, ...choices: string[]): Promise<void> {
    return this.quickInput.runCommand(title, ...choices);
  }

  /** Opens a file of the workspace by (the end of) its path and waits until its editor is the active one. */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await this.quickInput.openFile(path, name);
    await this.page
      .locator('.editor-group-container.active')
      .locator(`.editor-instance[data-uri$="${name}"], .monaco-editor[data-uri$="${name}"]`)
      .first()
      .waitFor();
  }

  editorTab(name: string): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name }).first();
  }

  /** Pastes a text over everything that the focused editor holds. */
  async replaceEditorText(text: string): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Control+V');
  }

  /** An entry of the Problems view. */
  problem(text: string | RegExp): Locator {
    return this.page.locator('.markers-panel').getByRole('treeitem').filter({ hasText: text }).first();
  }

  /** Whether the palette has a command to choose. */
  paletteOffers(title: string): Promise<boolean> {
    return this.quickInput.offers(title);
  }

  /** Waits until a notification has said this. */
  async notification(text: string | RegExp): Promise<void> {
    await this.withNotification(text, () => Promise.resolve());
  }

  /** Waits for a notification and presses a button of it. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    await this.withNotification(text, async (notification, timeout) => {
      await notification.hover({ timeout });
      await notification.getByRole('button', { name: button }).click({ timeout });
    });
  }

  /** A notification fades after some seconds; it is then looked for in the list of all. */
  private async withNotification(
    text: string | RegExp,
    action: (notification: Locator, timeout: number) => Promise<void>,
  ): Promise<void> {
    const notification = this.page.locator('.notification-list-item').filter({ hasText: text }).first();
    const timeout = 30_000;
    await until(`a notification: ${text}`, async () => {
      try {
        await notification.waitFor({ timeout });
        await action(notification, timeout);
        return true;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        await this.runCommand('Notifications: Show Notifications');
        return undefined;
      }
    });
    await this.hideNotifications();
  }

  /** The list of notifications may also go by itself, with the last one of them. */
  private async hideNotifications(): Promise<void> {
    const hide = this.page.locator('.notifications-center.visible').getByRole('button', { name: /^Hide/ });
    await until('the list of notifications to be gone', async () => {
      try {
        if (!(await hide.isVisible())) return true;
        await hide.click({ timeout: 5000 });
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
      }
      return undefined;
    });
  }

  /** A button of the modal dialog. */
  dialogButton(label: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name: label });
  }

  /** Shows a view container by the name of its icon in the activity bar. A click closes what a command has opened meanwhile. */
  async openViewContainer(name: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name });
    await until(`the views of ${name}`, async () => {
      if ((await tab.getAttribute('aria-expanded')) === 'true') return true;
      await tab.click();
      return undefined;
    });
  }

  /** An item of any tree, by a part of its accessible name. */
  treeItem(name: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name }).first();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  /** The document that shows an element: the window's own or a webview's, such as the Metrics panel's. */
  async frameWith(selector: string, timeoutMillis?: number): Promise<Frame> {
    const find = async () => {
      for (const frame of this.page.frames()) {
        // A webview that is being replaced has no document to ask.
        const shown = await frame
          .locator(selector)
          .first()
          .isVisible()
          .catch(() => false);
        if (shown) return frame;
      }
      return undefined;
    };
    return until(selector, find, timeoutMillis);
  }

  async setTheme(theme: ThemeName): Promise<void> {
    const { label, className } = colorThemes[theme];
    await this.quickInput.runCommandAndType('Preferences: Color Theme', label);
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /** Saves a picture of the window: a bare name goes into `artifacts/`. @returns the file */
  async screenshot(file: string): Promise<string> {
    const path = file.endsWith('.png') ? resolve(file) : `${artifacts}/${file}.png`;
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  /** Keeps a picture of what went wrong. That there is none must not hide what went wrong. */
  async keepPicture(name: string): Promise<void> {
    await this.screenshot(name).catch((error: unknown) => console.error(`No picture ${name}:`, error));
  }

  /**
   * Opens a file in a browser's own window, as a reader without the editor does, and keeps a picture of it.
   * @throws when the file asks for anything but itself, or anything in it fails
   */
  async openInBrowser(file: string): Promise<Page> {
    const page = await this.browser.newPage();
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    const address = pathToFileURL(file).href;
    page.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:')) faults.push(request.url());
    });
    await page.goto(address);
    await page.screenshot({
      path: `${artifacts}/exported-${basename(file)}.png`,
      fullPage: file.endsWith('.html'),
    });
    if (faults.length > 0) throw new Error(`${basename(file)} does not stand alone: ${faults.join('; ')}`);
    return page;
  }

  /** Reloads the window, as the user's *Developer: Reload Window* does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }
}
