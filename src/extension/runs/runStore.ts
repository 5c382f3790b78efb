import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { hasCode } from '../../protocol/errorCode';
import type { EvaluationLine } from '../../protocol/evaluation';
import { readEvaluationLog } from '../../protocol/evaluations';
import { runRecordSchema, type RunRecord } from '../../protocol/run';
import { runFiles } from '../../protocol/runFolder';
import { runsFolder } from '../../launch';
import { possibleHomes } from '../course/runsHome';

export interface StoredRun {
  /** The run's folder. */
  dir: string;
  /** The workspace folder it lies in. */
  folder: string;
  record: RunRecord;
  /** Every evaluation there ever was of it, the oldest first. */
  evaluations: readonly EvaluationLine[];
}

const settleMillis = 80;

/** The runs of the workspace's folders, read from their `run.json` and kept up to date with the disk. */
export class RunStore implements vscode.Disposable {
  private readonly runs = new Map<string, StoredRun>();
  private readonly changed = new vscode.EventEmitter<void>();
  /** Runs were added, changed or removed. */
  readonly onDidChange = this.changed.event;
  private watchers: vscode.Disposable[] = [];
  private readonly pending = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private markReady: () => void = () => undefined;
  /** Resolves when the runs have been read for the first time. */
  readonly ready = new Promise<void>((resolve) => {
    this.markReady = resolve;
  });

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** All runs, the newest first. */
  all(): StoredRun[] {
    return [...this.runs.values()].sort((a, b) => b.record.createdAt.localeCompare(a.record.createdAt));
  }

  get(dir: string): StoredRun | undefined {
    return this.runs.get(dir);
  }

  /** Reads all runs of the workspace's folders and watches them from now on. */
  async open(): Promise<void> {
    vscode.Disposable.from(...this.watchers).dispose();
    this.watchers = [];
    this.runs.clear();
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    for (const folder of folders) this.watch(folder);
    for (const folder of folders) {
      const path = folder.uri.fsPath;
      for (const home of await possibleHomes(path)) {
        const root = join(home, runsFolder);
        const names = await readdir(root).catch(notThere);
        await Promise.all((names ?? []).map((name) => this.read(join(root, name), path)));
      }
    }
    this.markReady();
    this.changed.fire();
  }

  /** Reads one run again, without waiting for the disk's notice. */
  async refresh(dir: string, folder: string): Promise<void> {
    await this.read(dir, folder);
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.watchers).dispose();
    this.changed.dispose();
  }

  private watch(folder: vscode.WorkspaceFolder): void {
    const root = folder.uri.fsPath;
    const records = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, `{,*/}${runsFolder}/*/${runFiles.record}`),
    );
    // A folder that is deleted as a whole is reported as one event, for the folder.
    const folders = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, `{,*/}${runsFolder}/*`),
      true,
      true,
    );
    const evaluations = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, `{,*/}${runsFolder}/*/${runFiles.evaluations}/*.json`),
    );
    const later = (uri: vscode.Uri) => this.schedule(dirname(uri.fsPath), root);
    const evaluated = (uri: vscode.Uri) => this.schedule(dirname(dirname(uri.fsPath)), root);
    this.watchers.push(
      records,
      folders,
      evaluations,
      evaluations.onDidCreate(evaluated),
      evaluations.onDidChange(evaluated),
      evaluations.onDidDelete(evaluated),
      records.onDidCreate(later),
      records.onDidChange(later),
      records.onDidDelete(later),
      folders.onDidDelete((uri) => this.schedule(uri.fsPath, root)),
    );
  }

  /**
   * Reads one run again soon: changes that come together are read together. A worker's own word counts like the disk's
   * notice, which may come late or never for folders that are new.
   */
  schedule(dir: string, folder: string): void {
    this.pending.set(dir, folder);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const due = [...this.pending];
      this.pending.clear();
      void Promise.all(due.map(([path, root]) => this.read(path, root))).then(() => this.changed.fire());
    }, settleMillis);
  }

  private async read(dir: string, folder: string): Promise<void> {
    const text = await readFile(join(dir, runFiles.record), 'utf8').catch(notThere);
    if (text === undefined) {
      this.runs.delete(dir);
      return;
    }
    const record = parseRecord(text);
    if (typeof record === 'string') this.log.warn(`The run ${basename(dir)} cannot be shown: ${record}`);
    else this.runs.set(dir, { dir, folder, record, evaluations: await readEvaluationLog(dir) });
  }
}

/** The record, or why it is none. */
function parseRecord(text: string): RunRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `run.json is not JSON (${String(error)}).`;
  }
  const parsed = runRecordSchema.safeParse(value);
  return parsed.success ? parsed.data : parsed.error.message;
}

function notThere(error: unknown): undefined {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
  throw error;
}
