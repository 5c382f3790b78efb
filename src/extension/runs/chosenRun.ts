import * as vscode from 'vscode';
import * as z from 'zod';
import type { Reporter } from '../kit/reporter';

const key = 'chosenRun';
const keptSchema = z.string().optional().catch(undefined);

/** The run that the student has chosen to look at last; the workspace remembers it. */
export class ChosenRun implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private chosen: string | undefined;

  /** @param memory of the workspace */
  constructor(
    private readonly memory: vscode.Memento,
    private readonly reporter: Reporter,
  ) {
    this.chosen = keptSchema.parse(memory.get(key));
  }

  /** Folder of the run, which may be gone; undefined when none was chosen. */
  get dir(): string | undefined {
    return this.chosen;
  }

  choose(dir: string): void {
    if (dir === this.chosen) return;
    this.chosen = dir;
    this.memory
      .update(key, dir)
      .then(undefined, (error: unknown) => this.reporter.error(error, 'Chosen run'));
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
