import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { version } from '../../../package.json';
import { planSubmission } from '../../submissions/planSubmission';
import { writeSubmission } from '../../submissions/writeSubmission';
import { t } from '../../words';
import type { Course } from '../course/course';
import type { WorkerProgram } from '../kit/workerProgram';
import { chooseChapter, contentText, saveWork } from './chosenChapter';

/** *LiTS: Export Submission*: shows what goes in and what is still missing, then writes the archive where the student wants it. */
export async function exportSubmission(course: Course, worker: WorkerProgram): Promise<void> {
  const opened = await chooseChapter(course, t('Export Submission'));
  if (!opened) return;
  const { chapter, folder } = opened;
  await saveWork(folder);
  const planned = (weights: boolean) =>
    planSubmission({ chapter, folder, weights, program: { version, worker: worker.path }, now: new Date() });
  const plain = await planned(false);
  const goOn = t('Export');
  const withWeights = t('Export with Weights');
  const question = t('Export your submission for "{0}"?', chapter.manifest.title);
  const shown = { modal: true, detail: contentText(plain) };
  const buttons = plain.manifest.runs.length > 0 ? [goOn, withWeights] : [goOn];
  const chosen = await vscode.window.showInformationMessage(question, shown, ...buttons);
  if (chosen === undefined) return;
  const plan = chosen === withWeights ? await planned(true) : plain;
  const student = await vscode.window.showInputBox({
    title: t('Export Submission'),
    prompt: t('Your name, to go into the submission. Leave it empty to hand in without a name.'),
  });
  if (student === undefined) return;
  const place = await vscode.window.showSaveDialog({
    title: t('Export Submission'),
    saveLabel: goOn,
    defaultUri: vscode.Uri.file(join(folder, `submission-chapter${chapter.manifest.id}.zip`)),
    filters: { ZIP: ['zip'] },
  });
  if (!place) return;
  const name = student.trim();
  const manifest = name === '' ? plan.manifest : { ...plan.manifest, student: name };
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Writing the submission') },
    () => writeSubmission({ ...plan, manifest }, place.fsPath),
  );
  const reveal = t('Reveal');
  const told = t('Your submission is {0}.', basename(place.fsPath));
  if ((await vscode.window.showInformationMessage(told, reveal)) === reveal)
    await vscode.commands.executeCommand('revealFileInOS', place);
}
