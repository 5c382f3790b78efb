import { join } from 'node:path';
import * as vscode from 'vscode';
import { loadCatalog, type CatalogChapter } from '../../protocol/catalog';
import { findChapterFolder } from './studentFolder';

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
    return found.flatMap(({ chapter, folder }) => (folder === undefined ? [] : [{ chapter, folder }]));
  }

  /** Call when files of a chapter have come or gone. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
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
