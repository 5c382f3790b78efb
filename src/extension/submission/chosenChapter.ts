import * as vscode from 'vscode';
import { liesIn } from '../../files/liesIn';
import type { SubmissionPlan } from '../../submissions/planSubmission';
import { list, t } from '../../words';
import type { Course, OpenedChapter } from '../course/course';

/** The chapter to hand in: the one that is open, or that is chosen of several. */
export async function chooseChapter(course: Course, title: string): Promise<OpenedChapter | undefined> {
  const all = await course.opened();
  if (all.length < 2) return all[0];
  const picked = await vscode.window.showQuickPick(
    all.map((opened) => ({ label: opened.chapter.manifest.title, opened })),
    { title },
  );
  return picked?.opened;
}

/** Saves what is open of a chapter: files are handed in as they are on the disk. */
export async function saveWork(folder: string): Promise<void> {
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && liesIn(folder, document.uri.fsPath)) await document.save();
}

/** More of a kind is not read in a dialog. */
const mostLines = 12;

/** What goes in, by folder, and what is still missing. */
export function contentText({ files, missing }: SubmissionPlan): string {
  const folders = new Map<string, string[]>();
  for (const { path } of files) {
    const [folder = '', ...rest] = path.split('/');
    // Of a run, its name says enough.
    const inside = folder === 'runs' ? (rest[0] ?? '') : rest.join('/');
    folders.set(folder, [...new Set([...(folders.get(folder) ?? []), inside])]);
  }
  const content = [...folders].map(([folder, names]) => `${folder}: ${list(names)}`);
  const more = missing.length - mostLines;
  return [
    ...content,
    ...(missing.length > 0 ? ['', t('Still missing:'), ...missing.slice(0, mostLines)] : []),
    ...(more > 0 ? [t('… and {0} more.', more)] : []),
  ].join('\n');
}
