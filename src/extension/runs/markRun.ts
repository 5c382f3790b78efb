import * as vscode from 'vscode';
import { longestNote, longestTitle } from '../../protocol/marks';
import { changeMarks } from '../../runs';
import { t } from '../../words';
import type { StoredRun, WorkspaceRuns } from './workspaceRuns';

/** *Rename Run*: gives a run another name to be shown by. Its folder and its record stay as they are. */
export async function renameRun(runs: WorkspaceRuns, run: StoredRun): Promise<void> {
  const title = await vscode.window.showInputBox({
    title: t('Rename "{0}"', run.name),
    prompt: t('Empty: the name that the run has recorded, "{0}".', run.record.name),
    value: run.name,
    validateInput: noLongerThan(longestTitle),
  });
  if (title === undefined) return;
  await mark(runs, run, { title: title.trim() === run.record.name ? '' : title });
}

/** *Edit Note of Run* */
export async function noteRun(runs: WorkspaceRuns, run: StoredRun): Promise<void> {
  const note = await vscode.window.showInputBox({
    title: t('Note on "{0}"', run.name),
    prompt: t('What you tried, and what came of it. Empty: no note.'),
    value: run.marks.note ?? '',
    validateInput: noLongerThan(longestNote),
  });
  if (note !== undefined) await mark(runs, run, { note });
}

/** Gives each of some runs a star, or takes it away. */
export async function starRuns(
  runs: WorkspaceRuns,
  chosen: readonly StoredRun[],
  starred: boolean,
): Promise<void> {
  for (const run of chosen) await mark(runs, run, { starred });
}

async function mark(
  runs: WorkspaceRuns,
  { dir, folder }: StoredRun,
  change: Parameters<typeof changeMarks>[1],
): Promise<void> {
  await changeMarks(dir, change);
  await runs.refresh(dir, folder);
}

const noLongerThan = (longest: number) => (text: string) =>
  text.trim().length > longest ? t('This is too long: at most {0} characters.', longest) : undefined;
