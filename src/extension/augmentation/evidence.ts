import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeFileAtomic } from '../../files/atomicFile';
import { readJsonFile, type JsonFile } from '../../files/jsonFile';
import { savedViewsSchema, type SavedView } from '../../protocol/augmentation';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import type { Course } from '../course/course';
import { UserError } from '../kit/errors';
import { withView } from './savedViews';

/** File of an exercise that holds saved views; an exercise that asks for evidence brings it. */
export const evidenceFile = 'evidence.json';

/**
 * Adds a view to the evidence of the exercise that asks for it. @returns its name
 * @throws UserError when no such exercise is in the workspace, or its file is not what it was
 */
export async function saveEvidence(course: Course, view: SavedView): Promise<string> {
  for (const { chapter, folder } of await course.opened())
    for (const exercise of chapter.exercises) {
      const file = join(folder, exercise.folder, evidenceFile);
      const views = await readJsonFile(file, savedViewsSchema);
      if (views.state !== 'missing') return add(file, views, view);
    }
  throw new UserError(
    {
      what: t('There is no exercise to save evidence for.'),
      why: t('{0} was not found in the folders of the chapter.', evidenceFile),
      next: t('Open the chapter again to bring back missing files; yours are kept.'),
    },
    [commandIds.openChapter],
  );
}

/**
 * A view that was saved before.
 * @throws UserError when the file cannot be read, or has no view of that name
 */
export async function savedView(file: string, name: string): Promise<SavedView> {
  const views = await readJsonFile(file, savedViewsSchema);
  const view = views.state === 'whole' ? views.value[name] : undefined;
  if (view) return view;
  throw new UserError({
    what: t('There is no saved view "{0}" in {1}.', name, vscode.workspace.asRelativePath(file)),
    next: t('Save it again: LiTS: Preview Augmentations, then Save View as Evidence.'),
  });
}

async function add(
  file: string,
  views: JsonFile<Record<string, SavedView>>,
  view: SavedView,
): Promise<string> {
  if (views.state !== 'whole')
    throw new UserError({
      what: t('The view was not saved: {0} cannot be read.', vscode.workspace.asRelativePath(file)),
      why: t('It was changed by hand, and is no list of saved views any more.'),
      next: t('Undo the change, or replace everything in it by two braces: {}'),
    });
  const { name, text: changed } = withView(views.value, view);
  await writeFileAtomic(file, changed);
  return name;
}
