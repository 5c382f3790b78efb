import * as vscode from 'vscode';
import * as z from 'zod';
import type { Reporter } from '../kit/reporter';
import type { CatalogChapter } from '../../protocol/catalog';
import { t } from '../../words';
import { applyCopyPlan, planCopy, type CopyPlan } from './copyPlan';
import { workspacePaths, type Course } from './course';
import { showSideBySide } from './openTask';
import { taskFile } from './taskState';

/** What is to be shown once the window has come back with the chapter's folder as its workspace. */
const welcomeKey = 'lits.showChapterIn';
const welcomeSchema = z.object({ folder: z.string(), chapter: z.string() });

export interface OpenChapterServices {
  course: Course;
  reporter: Reporter;
  state: vscode.Memento;
  /** Folder of the typings that go to the student. */
  typings: string;
}

/** Copies a chapter's files into a folder of the student's choice and opens its first exercise. Ends silently when cancelled. */
export async function openChapter(services: OpenChapterServices): Promise<void> {
  const chapter = await pickChapter(await services.course.chapters());
  const target = chapter && (await pickFolder(chapter));
  if (!chapter || target === undefined) return;
  const plan = await planCopy(chapter, services.typings, target);
  const choice = plan.conflicts.length > 0 ? await askAboutConflicts(plan) : 'keep';
  if (!choice) return;
  const kept = await applyCopyPlan(plan, { replace: choice === 'replace' });
  if (kept) services.reporter.log.info(`Replaced files of the chapter; the earlier ones are in ${kept}`);
  services.course.refresh();
  if (isInWorkspace(target)) await showChapter(chapter, target);
  else await offerToOpen(services, chapter, target);
}

/** Shows the chapter that `openChapter` has opened a folder for, once, after the window has come back. */
export async function showAwaitedChapter(services: OpenChapterServices): Promise<void> {
  const awaited = welcomeSchema.safeParse(services.state.get(welcomeKey));
  if (!awaited.success || !isInWorkspace(awaited.data.folder)) return;
  await services.state.update(welcomeKey, undefined);
  const chapters = await services.course.chapters();
  const chapter = chapters.find(({ manifest }) => manifest.id === awaited.data.chapter);
  if (chapter) await showChapter(chapter, awaited.data.folder);
}

async function pickChapter(chapters: readonly CatalogChapter[]): Promise<CatalogChapter | undefined> {
  if (chapters.length <= 1) return chapters[0];
  const picked = await vscode.window.showQuickPick(
    chapters.map((chapter) => ({
      label: t('Chapter {0}: {1}', chapter.manifest.id, chapter.manifest.title),
      detail: chapter.manifest.summary,
      chapter,
    })),
    { title: t('Open Chapter'), matchOnDetail: true },
  );
  return picked?.chapter;
}

async function pickFolder(chapter: CatalogChapter): Promise<string | undefined> {
  const here = workspacePaths();
  if (here.length > 0) {
    const elsewhere = { label: `$(folder-opened) ${t('Another folder…')}`, path: undefined };
    const picked = await vscode.window.showQuickPick(
      [
        ...here.map((path) => ({
          label: `$(folder) ${vscode.workspace.asRelativePath(path)}`,
          description: path,
          path,
        })),
        elsewhere,
      ],
      {
        title: t('Where shall the files of "{0}" go?', chapter.manifest.title),
        placeHolder: t('Files that are there already are kept unless you say otherwise.'),
      },
    );
    if (!picked) return undefined;
    if (picked.path !== undefined) return picked.path;
  }
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    title: t('Folder for the files of "{0}"', chapter.manifest.title),
    openLabel: t('Use This Folder'),
  });
  return chosen?.[0]?.fsPath;
}

async function askAboutConflicts(plan: CopyPlan): Promise<'keep' | 'replace' | undefined> {
  const keep = t('Keep My Files');
  const replace = t('Replace With Starter Files');
  const names = plan.conflicts.map(({ path }) => `• ${path}`).join('\n');
  const answer = await vscode.window.showWarningMessage(
    t('Some files of this chapter are already there and differ from the starter files.'),
    {
      modal: true,
      detail: t(
        '{0}\n\nKept by default. When replaced, your files move to .lits/replaced in that folder.',
        names,
      ),
    },
    keep,
    replace,
  );
  if (answer === undefined) return undefined;
  return answer === replace ? 'replace' : 'keep';
}

async function offerToOpen(
  services: OpenChapterServices,
  chapter: CatalogChapter,
  folder: string,
): Promise<void> {
  const here = t('Open Folder');
  const newWindow = t('Open in New Window');
  const answer = await vscode.window.showInformationMessage(
    t('The files are in {0}. Open this folder to work on them.', folder),
    here,
    newWindow,
  );
  if (answer === undefined) return;
  await services.state.update(welcomeKey, { folder, chapter: chapter.manifest.id });
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), {
    forceNewWindow: answer === newWindow,
  });
}

/** The exercises, and the first task's file with the instructions beside it. */
async function showChapter(chapter: CatalogChapter, folder: string): Promise<void> {
  await vscode.commands.executeCommand('lits.exercises.focus');
  const exercise = chapter.exercises[0];
  const task = exercise?.manifest.tasks[0];
  const file = exercise && task && taskFile(exercise, task, folder);
  if (file) await showSideBySide(file, { exercise });
}

function isInWorkspace(folder: string): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) !== undefined;
}
