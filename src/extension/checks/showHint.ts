import * as vscode from 'vscode';
import { headline, type CheckResult } from '../../protocol/checkReport';
import { t } from '../../words';
import type { Course } from '../course/course';
import { reportFile, type CheckReports } from './checkReports';
import { checksWithHints, hintsFile, nextHint, readHintRecord, recordHint } from './hintRecord';
import { chooseExercise } from '../course/openedExercise';

/**
 * Shows the next hint on what a check has found, one at a time, and keeps a record of it.
 * @param check id of the check; default: the student picks
 */
export async function showHint(
  course: Course,
  reports: CheckReports,
  argument: unknown,
  check: unknown,
): Promise<void> {
  const opened = await chooseExercise(course, argument, t('Show Hint'));
  if (!opened) return;
  const report = reports.reportOn(opened);
  const candidates = report ? checksWithHints(report) : [];
  if (candidates.length === 0) {
    const text = report
      ? t('There are no hints to give: the last check of this exercise found nothing that has any.')
      : t('Check the exercise first: hints are about what a check has found.');
    await vscode.window.showInformationMessage(text);
    return;
  }
  const chosen = candidates.find(({ id }) => id === check) ?? (await pickCheck(candidates));
  if (!chosen) return;
  const file = hintsFile(reportFile(opened));
  const exercise = opened.exercise.manifest.id;
  for (;;) {
    const hint = nextHint(await readHintRecord(file), exercise, chosen);
    if (!hint) return;
    await recordHint(file, exercise, hint, new Date());
    const text = t('Hint {0} of {1}: {2}', hint.number, hint.count, hint.text);
    const next = t('Next Hint');
    const buttons = hint.number < hint.count ? [next] : [];
    if ((await vscode.window.showInformationMessage(text, ...buttons)) !== next) return;
  }
}

async function pickCheck(candidates: readonly CheckResult[]): Promise<CheckResult | undefined> {
  if (candidates.length === 1) return candidates[0];
  const picked = await vscode.window.showQuickPick(
    candidates.map((check) => ({ label: headline(check), detail: check.findings[0]?.actual ?? '', check })),
    { title: t('Show Hint'), placeHolder: t('A hint on which of these?') },
  );
  return picked?.check;
}
