import { readdir } from 'node:fs/promises';
import { errors, type Locator, type Page } from 'playwright-core';
import { until } from './until';

/** A part of a way through lists. @param timeout in milliseconds; whatever it awaits may take so long */
type Step = (timeout: number) => Promise<void>;

const firstTimeout = 5000;
const widget = '.quick-input-widget:not([style*="display: none"])';
const field = `${widget} input[type="text"]`;

/**
 * The palette, lists to choose from, and file dialogs. VS Code closes a list as soon as anything else takes the focus, such as a
 * webview that has just loaded or a view that is refreshed. So every way through lists is gone from its start, and again when it
 * does not come to its end; each time with more patience.
 */
export class QuickInput {
  /** The field of the list that is open. */
  readonly field: Locator;

  constructor(private readonly page: Page) {
    this.field = page.locator(field);
  }

  /** Takes a command in the palette by its full title, such as `LiTS: Train Model`, and entries of the lists that it opens. */
  async runCommand(title: string, ...choices: string[]): Promise<void> {
    await this.go(
      `"${title}" in the palette`,
      this.command(title),
      ...choices.map((label) => this.take(label)),
    );
  }

  /** As `runCommand`, where the list is too long to show its entry before that is typed. */
  async runCommandAndType(title: string, choice: string): Promise<void> {
    const type: Step = async (timeout) => {
      await this.fieldHolds((text) => `!${text}.startsWith('>')`, timeout);
      await this.field.fill(choice, { timeout });
    };
    await this.go(`"${choice}" of "${title}"`, this.command(title), type, this.take(choice));
  }

  /** Opens a file of the workspace by (the end of) its path. */
  async openFile(path: string, name: string): Promise<void> {
    const open: Step = async (timeout) => {
      await this.page.keyboard.press('Control+P');
      await this.field.fill(path, { timeout });
    };
    // Until the list is filtered, it also has what is called after the file, such as the quiz on it.
    const called = this.page.locator(`${widget} .monaco-list-row[data-index="0"]`, {
      has: this.page.getByText(name, { exact: true }),
    });
    await this.go(
      `${path} among the files`,
      open,
      (timeout) => called.waitFor({ timeout }),
      (timeout) => this.field.press('Enter', { timeout }),
      (timeout) => this.field.waitFor({ state: 'hidden', timeout }),
    );
  }

  /** Answers the file dialog that a button opens. */
  async saveAs(button: Locator, file: string, extension: string): Promise<void> {
    await this.go(
      `a dialog for ${file}`,
      (timeout) => button.click({ timeout }),
      (timeout) => this.fieldHolds((text) => `${text}.endsWith(${JSON.stringify(extension)})`, timeout),
      (timeout) => this.field.fill(file, { timeout }),
      () => this.page.keyboard.press('Enter'),
    );
  }

  /**
   * Answers the dialog for a folder, with not more than a few folders in it, that a command opens, and the lists after it.
   * @param opening the command's title, and entries of lists before the dialog
   */
  async chooseFolder(
    opening: string | readonly [title: string, ...entries: string[]],
    folder: string,
    ...choices: string[]
  ): Promise<void> {
    const [title = '', ...before] = [opening].flat();
    const entries = await readdir(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory());
    // Whether hidden ones are shown is up to the editor.
    const shown = [folders.filter(({ name }) => !name.startsWith('.')), folders].map(
      ({ length }) => length + 1,
    );
    await this.go(
      `${folder} in the dialog of "${title}"`,
      this.command(title),
      ...before.map((label) => this.take(label)),
      (timeout) => this.fieldHolds((text) => `${text}.startsWith('/')`, timeout),
      (timeout) => this.field.fill(`${folder}/`, { timeout }),
      // Until the dialog has gone there, Enter would take the folder that it was in.
      (timeout) => this.listHolds(shown, timeout),
      () => this.page.keyboard.press('Enter'),
      ...choices.map((label) => this.take(label)),
      (timeout) => this.field.waitFor({ state: 'hidden', timeout }),
    );
  }

  /** Whether the palette has a command to choose. */
  async offers(title: string): Promise<boolean> {
    let offered = false;
    await this.go(`the palette with "${title}"`, this.typeInPalette(title), async (timeout) => {
      await this.page.locator(`${widget} .monaco-list-row`).first().waitFor({ timeout });
      offered = await this.row(title).isVisible();
    });
    await this.page.keyboard.press('Escape');
    return offered;
  }

  private row(label: string): Locator {
    return this.page.locator(`${widget} .monaco-list-row`).filter({ hasText: label }).first();
  }

  private readonly take = (label: string): Step => {
    return (timeout) => this.row(label).click({ timeout });
  };

  private readonly typeInPalette = (title: string): Step => {
    return async (timeout) => {
      await this.page.keyboard.press('F1');
      await this.field.fill(`>${title}`, { timeout });
    };
  };

  private readonly command = (title: string): Step => {
    return async (timeout) => {
      await this.typeInPalette(title)(timeout);
      await this.take(title)(timeout);
    };
  };

  /** Waits until the text of the field is as wanted. @param wanted a condition in JavaScript on an expression */
  private async fieldHolds(wanted: (text: string) => string, timeout: number): Promise<void> {
    const shown = `document.querySelector(${JSON.stringify(field)})`;
    await this.page.waitForFunction(`${shown} && ${wanted(`${shown}.value`)}`, undefined, { timeout });
  }

  private async listHolds(rows: readonly number[], timeout: number): Promise<void> {
    const list = `document.querySelectorAll(${JSON.stringify(`${widget} .monaco-list-row`)})`;
    await this.page.waitForFunction(`${JSON.stringify(rows)}.includes(${list}.length)`, undefined, {
      timeout,
    });
  }

  private async go(where: string, ...steps: Step[]): Promise<void> {
    let timeout = firstTimeout;
    await until(where, async () => {
      try {
        for (const step of steps) await step(timeout);
        return true;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        // The palette shows the commands that there were when it was opened. A webview that has the focus would keep the key.
        await this.page.evaluate(`document.querySelector(${JSON.stringify(field)})?.focus()`);
        await this.page.keyboard.press('Escape');
        timeout *= 2;
        return undefined;
      }
    });
  }
}
