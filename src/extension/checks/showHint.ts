import { join } from 'node:path';
import * as vscode from 'vscode';
import { faultLine, headline, type CheckReport, type CheckResult } from '../../protocol/checkReport';
import { t } from '../../words';
import type { Course } from '../course/course';
import { showPlace } from '../kit/reporter';
import { reportFile, type CheckReports } from './checkReports';
import { locationOf } from './findings';
import { checksWithHints, hintsFile, hintsSeen, nextHint, readHintRecord, recordHint } from './hintRecord';
import type { HintThreads } from './hintThreads';
import { chooseExercise, type OpenedExercise } from '../course/openedExercise';

export interface HintServices {
  course: Course;
  reports: CheckReports;
  hints: HintThreads;
}

/**
 * Shows the next hint on what a check has found, at the place of the finding, and keeps a record of it.
 * @param check id of the check; default: the student picks
 */
export async function showHint(services: HintServices, argument: unknown, check: unknown): Promise<void> {
  const { course, reports, hints } = services;
  const opened = await chooseExercise(course, argument, t('Show Hint'));
  if (!opened) return;
  const report = reports.reportOn(opened);
  const candidates = report ? checksWithHints(report) : [];
  if (!report || candidates.length === 0) {
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
  const hint = nextHint(await readHintRecord(file), exercise, chosen);
  if (!hint) return;
  await recordHint(file, exercise, hint, new Date());
  const at = placeOfHints(chosen, report, opened);
  const { line, character } = at.range.start;
  await showPlace(at.uri.fsPath, line + 1, character + 1);
  const [finding] = chosen.findings;
  hints.show({
    key: keyOf(opened, chosen),
    title: finding ? faultLine(chosen, finding) : headline(chosen),
    texts: hintsSeen(await readHintRecord(file), exercise, chosen),
    count: hint.count,
    at,
    next: [vscode.Uri.file(opened.work), chosen.id],
  });
}

/** Takes away hints on what is mended. */
export function closeOldHints({ reports, hints }: Omit<HintServices, 'course'>): vscode.Disposable {
  return reports.onDidChange(() => {
    const open = reports
      .all()
      .flatMap(({ opened, report }) => checksWithHints(report).map((check) => keyOf(opened, check)));
    hints.keepOnly(new Set(open));
  });
}

function keyOf({ work }: OpenedExercise, { id }: CheckResult): string {
  return `${work}\n${id}`;
}

/** Where the check has found something, else the beginning of the file that it looks at. */
function placeOfHints(check: CheckResult, report: CheckReport, { work }: OpenedExercise): vscode.Location {
  const found = check.findings.flatMap((finding) => locationOf(finding, work) ?? []);
  if (found[0]) return found[0];
  const item = report.items.find(({ checks }) => checks.includes(check));
  return new vscode.Location(
    vscode.Uri.file(join(work, item?.file ?? 'README.md')),
    new vscode.Position(0, 0),
  );
}

async function pickCheck(candidates: readonly CheckResult[]): Promise<CheckResult | undefined> {
  if (candidates.length === 1) return candidates[0];
  const picked = await vscode.window.showQuickPick(
    candidates.map((check) => ({ label: headline(check), detail: check.findings[0]?.actual ?? '', check })),
    { title: t('Show Hint'), placeHolder: t('A hint on which of these?') },
  );
  return picked?.check;
}
