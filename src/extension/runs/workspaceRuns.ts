import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { FolderWatcher } from '../../files/folderWatcher';
import type { EvaluationLine } from '../../protocol/evaluation';
import type { RunMarks } from '../../protocol/marks';
import { messageOf } from '../../protocol/failure';
import { isActive, type RunRecord } from '../../protocol/run';
import {
  findRun,
  isResumable,
  lostLines,
  possibleHomes,
  readEvaluationLog,
  readMarks,
  removeOldDeleted,
  runFiles,
  runFoldersIn,
  runsFolder,
  shownName,
} from '../../runs';

export interface StoredRun {
  /** The run's folder. */
  dir: string;
  /** The workspace folder it lies in. */
  folder: string;
  record: RunRecord;
  /** That it is shown by: the student's title for it, else the one that it has recorded. */
  name: string;
  /** What the student has said of it. */
  marks: RunMarks;
  /** Every evaluation there ever was of it, the oldest first. */
  evaluations: readonly EvaluationLine[];
  /** In words, what of that log and of its marks could not be read. */
  lost: readonly string[];
  /** It was stopped or killed, and can go on. */
  isResumable?: boolean;
}

const settleMillis = 80;

/** The runs of the workspace's folders, kept up to date with the disk. */
export class WorkspaceRuns implements vscode.Disposable {
  private readonly runs = new Map<string, StoredRun>();
  /** Runs that lie elsewhere and are looked at, as those of a submission. */
  private readonly visited = new Map<string, StoredRun>();
  private readonly changed = new vscode.EventEmitter<void>();
  /** Runs were added, changed or removed. */
  readonly onDidChange = this.changed.event;
  private watchers: vscode.Disposable[] = [];
  private readonly pending = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  /** What the editor's own watcher may leave out: homes of runs, and runs that are on their way. */
  private readonly folders = new FolderWatcher((folder, name) => {
    if (!this.runs.has(folder) || name === runFiles.record) this.lookAround();
  });
  private looking: NodeJS.Timeout | undefined;
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
    return this.runs.get(dir) ?? this.visited.get(dir);
  }

  /** Reads a run that does not lie in the workspace, so that panels can show it; it is not among all. */
  async visit(dir: string): Promise<void> {
    const run = await readStored(dir, dirname(dir));
    if (run) this.visited.set(dir, run);
  }

  /** Reads all runs of the workspace's folders and watches them from now on. */
  async open(): Promise<void> {
    vscode.Disposable.from(...this.watchers).dispose();
    this.watchers = [];
    this.runs.clear();
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    for (const folder of folders) this.watch(folder);
    try {
      await this.look();
    } finally {
      this.markReady();
    }
  }

  /** Deletes for good what was deleted long ago. */
  async forgetDeleted(): Promise<void> {
    for (const { uri } of vscode.workspace.workspaceFolders ?? [])
      if (uri.scheme === 'file')
        for (const home of await possibleHomes(uri.fsPath)) await removeOldDeleted(home);
  }

  /** Reads one run again, without waiting for the disk's notice. */
  async refresh(dir: string, folder: string): Promise<void> {
    await this.read(dir, folder);
    this.changed.fire();
  }

  /** Reads every run again: the disk's notices may come late, or never. */
  async readAll(): Promise<void> {
    await Promise.all([...this.runs].map(([dir, { folder }]) => this.read(dir, folder)));
    await this.look();
  }

  /** Looks soon, once for all that comes together, for runs that have come or gone. */
  private lookAround(): void {
    this.looking ??= setTimeout(() => {
      this.looking = undefined;
      this.look().catch((error: unknown) => this.log.error(messageOf(error)));
    }, settleMillis);
  }

  /** Reads runs that are new or on their way, forgets those that are gone, and watches their folders. */
  async look(): Promise<void> {
    const found = new Set<string>();
    const watched = new Set<string>();
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (uri.scheme !== 'file') continue;
      for (const home of await possibleHomes(uri.fsPath)) {
        const root = join(home, runsFolder);
        for (const folder of [home, dirname(root), root]) watched.add(folder);
        const dirs = (await runFoldersIn(root)).map((name) => join(root, name));
        for (const dir of dirs) found.add(dir);
        await Promise.all(
          dirs.filter((dir) => this.isOpenEnded(dir)).map((dir) => this.read(dir, uri.fsPath)),
        );
        for (const dir of dirs) if (this.isOpenEnded(dir)) watched.add(dir);
      }
    }
    for (const dir of this.runs.keys()) if (!found.has(dir)) this.runs.delete(dir);
    this.folders.watch(watched);
    this.changed.fire();
  }

  /** Whether a folder is not known as a run that has ended. */
  private isOpenEnded(dir: string): boolean {
    const run = this.runs.get(dir);
    return !run || isActive(run.record.state);
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.looking);
    this.folders.dispose();
    vscode.Disposable.from(...this.watchers).dispose();
    this.changed.dispose();
  }

  private watch(folder: vscode.WorkspaceFolder): void {
    const root = folder.uri.fsPath;
    const records = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, `{,*/}${runsFolder}/*/{${runFiles.record},${runFiles.marks}}`),
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
      this.readPending().catch((error: unknown) => this.log.error(messageOf(error)));
    }, settleMillis);
  }

  private async readPending(): Promise<void> {
    const due = [...this.pending];
    this.pending.clear();
    await Promise.all(due.map(([dir, folder]) => this.read(dir, folder)));
    this.changed.fire();
  }

  /** Reads one run. One that cannot be read is told of in the log; it must not hide the others. */
  private async read(dir: string, folder: string): Promise<void> {
    try {
      const run = await readStored(dir, folder);
      if (!run) {
        this.runs.delete(dir);
        return;
      }
      if (run.lost.join() !== (this.runs.get(dir)?.lost ?? []).join()) this.warn(dir, run.lost.join(' '));
      this.runs.set(dir, run);
    } catch (error) {
      this.warn(dir, messageOf(error));
    }
  }

  private warn(dir: string, text: string): void {
    this.log.warn(`Run ${basename(dir)}: ${text}`);
  }
}

/** @param folder that it is shown to lie in */
async function readStored(dir: string, folder: string): Promise<StoredRun | undefined> {
  const record = await findRun(dir);
  if (!record) return undefined;
  const { lines, damaged } = await readEvaluationLog(dir);
  const { marks, lost } = await readMarks(dir);
  const mayGoOn = !isActive(record.state) && record.state !== 'done' && (await isResumable(dir));
  return {
    dir,
    folder,
    record,
    name: shownName(record, marks),
    marks,
    evaluations: lines,
    lost: [...lostLines(damaged, runFiles.evaluationLog), ...lost],
    isResumable: mayGoOn,
  };
}
