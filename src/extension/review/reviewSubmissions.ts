import * as vscode from 'vscode';
import { exists } from '../../files/exists';
import type { CatalogChapter } from '../../protocol/catalog';
import { reviewPlaces } from '../../submissions/layout';
import { t } from '../../words';
import { workspacePaths, type Course } from '../course/course';
import type { WorkerProgram } from '../kit/workerProgram';
import { reviewFolder } from './reviewFolder';
import type { ReviewPanels } from './reviewPanels';

/** *LiTS: Review Submissions*: a folder of hand-ins becomes a table of points; one that was reviewed before is shown at once. */
export async function reviewSubmissions(
  { course, worker, reviews }: { course: Course; worker: WorkerProgram; reviews: ReviewPanels },
  folder: unknown,
): Promise<void> {
  const root = folder instanceof vscode.Uri ? folder.fsPath : await chooseFolder();
  if (root === undefined) return;
  if (!(await exists(reviewPlaces(root).class))) {
    const chapter = await chooseChapter(course);
    if (!chapter) return;
    await reviewFolder(root, chapter, { worker });
  }
  reviews.show(root);
}

async function chooseFolder(): Promise<string | undefined> {
  const [open] = workspacePaths();
  const chosen = await vscode.window.showOpenDialog({
    title: t('Folder with the Submissions'),
    openLabel: t('Review'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(open === undefined ? {} : { defaultUri: vscode.Uri.file(open) }),
  });
  return chosen?.[0]?.fsPath;
}

async function chooseChapter(course: Course): Promise<CatalogChapter | undefined> {
  const chapters = await course.chapters();
  if (chapters.length < 2) return chapters[0];
  const picked = await vscode.window.showQuickPick(
    chapters.map((chapter) => ({ label: chapter.manifest.title, chapter })),
    { title: t('Review Submissions') },
  );
  return picked?.chapter;
}
