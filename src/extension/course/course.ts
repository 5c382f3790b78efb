import { join } from 'node:path';
import * as vscode from 'vscode';
import { FolderWatcher } from '../../files/folderWatcher';
import { loadCatalog, type CatalogChapter } from '../../protocol/catalog';
import { findChapterFolder } from './studentFolder';

const settleMillis = 200;

export interface OpenedChapter {
  chapter: CatalogChapter;
  /** The student's folder of the chapter. */
  folder: string;
}

/** The chapters that ship with the extension, and where the student keeps theirs. */
export class Course implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private catalog: Promise<CatalogChapter[]> | undefined;
  /** Files may come and go outside of the editor, and where its own watcher does not look. */
  private readonly folders = new FolderWatcher(() => this.refreshSoon());
  private refreshing: NodeJS.Timeout | undefined;

  /** @param root folder of the shipped chapters. */
  constructor(private readonly root: string) {}

  chapters(): Promise<CatalogChapter[]> {
    return (this.catalog ??= loadCatalog(this.root));
  }

  /** Chapters whose files lie in the workspace. */
  async opened(): Promise<OpenedChapter[]> {
    const folders = workspacePaths();
    const found = await Promise.all(
      (await this.chapters()).map(async (chapter) => ({
        chapter,
        folder: await findChapterFolder(chapter, folders),
      })),
    );
    const opened = found.flatMap(({ chapter, folder }) =>
      folder === undefined ? [] : [{ chapter, folder }],
    );
    const work = opened.flatMap(({ chapter, folder }) =>
      chapter.exercises.map((exercise) => join(folder, exercise.folder)),
    );
    this.folders.watch([...folders, ...opened.map(({ folder }) => folder), ...work]);
    return opened;
  }

  /** Call when files of a chapter have come or gone. */
  refresh(): void {
    this.changed.fire();
  }

  /** Once for all that comes together: an editor writes a file in several steps. */
  private refreshSoon(): void {
    this.refreshing ??= setTimeout(() => {
      this.refreshing = undefined;
      this.refresh();
    }, settleMillis);
  }

  dispose(): void {
    clearTimeout(this.refreshing);
    this.folders.dispose();
    this.changed.dispose();
  }
}

/** Paths of the workspace's folders on this machine. */
export function workspacePaths(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}

/** Where an extension's build keeps the typings that go to the student. */
export function typingsOf(extensionPath: string): string {
  return join(extensionPath, 'dist', 'typings');
}
