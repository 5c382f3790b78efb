import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { passes, type ItemResult } from '../../protocol/checkReport';
import { t } from '../../words';
import { activeDocument } from '../kit/activeDocument';
import { commandIds } from '../kit/commandIds';
import { resetExercise } from '../course/copyPlan';
import type { Course } from '../course/course';
import { isExerciseNode } from '../course/exerciseNode';
import { openTaskFile } from '../course/openTask';
import type { CheckReports } from './checkReports';
import { checksWithHints } from './hintRecord';
import {
  chooseExercise,
  exerciseOfFile,
  openedExercises,
  type OpenedExercise,
} from '../course/openedExercise';
import { outcomeOf } from './outcomeText';
import type { TestExplorer } from './testExplorer';

export interface CheckServices {
  course: Course;
  reports: CheckReports;
  testExplorer: TestExplorer;
}

/** *LiTS: Check Exercise*, of one task where a task is given: as *Run Test* in the Test Explorer, and says what it came to. */
export async function checkExercise(services: CheckServices, argument: unknown): Promise<void> {
  const { course, testExplorer } = services;
  const opened = await chooseExercise(course, argument, t('Check Exercise'));
  if (!opened) return;
  const { id, title } = opened.exercise.manifest;
  const task = isExerciseNode(argument) && argument.kind === 'task' ? argument.task : undefined;
  const active = activeDocument()?.uri.fsPath;
  const report = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: task ? t('Checking {0}', task.title) : t('Checking {0} {1}', id, title),
      cancellable: true,
    },
    (_progress, token) => testExplorer.check(opened, token, task?.id),
  );
  if (!report) return;
  const { text, done } = outcomeOf(report, (item) =>
    task ? item.id === task.id : active === join(opened.work, item.file),
  );
  const details = t('Show Results');
  const hint = t('Show Hint');
  const next = done === 'exercise' ? t('Next Exercise') : t('Next Task');
  const hints = checksWithHints(report).length > 0 ? [hint] : [];
  const answer = await (done !== 'nothing'
    ? vscode.window.showInformationMessage(text, next)
    : vscode.window.showWarningMessage(text, details, ...hints));
  if (answer === details) await vscode.commands.executeCommand('workbench.view.testing.focus');
  if (answer === hint)
    await vscode.commands.executeCommand(commandIds.showHint, vscode.Uri.file(opened.work));
  if (answer === next) await vscode.commands.executeCommand(commandIds.nextExercise);
}

/** Opens the first task, after the one in the editor, that checks have not given all points to. */
export async function nextExercise({ course, reports }: CheckServices): Promise<void> {
  const all = await openedExercises(course);
  const tasks = all.flatMap((opened) => opened.exercise.manifest.tasks.map((task) => ({ ...opened, task })));
  /** One of the options is enough: another that was not begun is not what comes next. */
  const isLeft = (one: OpenedExercise, { status }: ItemResult) =>
    status === 'not-begun' &&
    reports.reportOn(one)?.items.some((item) => item.option !== undefined && item.status !== 'not-begun');
  const isDone = (one: (typeof tasks)[number]) => {
    const item = reports.itemOf(one, one.task.id);
    return item !== undefined && (passes(item) || isLeft(one, item));
  };
  const active = activeDocument()?.uri.fsPath;
  const current = active === undefined ? undefined : await exerciseOfFile(course, active);
  const from = tasks.findLastIndex(
    ({ work, task }) => work === current?.work && (active === join(work, task.file) || active === undefined),
  );
  const ordered = [...tasks.slice(from + 1), ...tasks.slice(0, from + 1)];
  const next = ordered.find((one) => !isDone(one));
  if (!next) {
    await vscode.window.showInformationMessage(
      t('Checks have nothing more to find: every task has all the points that they can give.'),
    );
    return;
  }
  const node = { kind: 'task' as const, chapter: next.chapter, exercise: next.exercise, task: next.task };
  await openTaskFile(course, node);
}

/** Makes an exercise as it was in the beginning, once the student has agreed; what was there is kept. */
export async function resetExerciseCommand(services: CheckServices, argument: unknown): Promise<void> {
  const { course, reports } = services;
  const opened = await chooseExercise(course, argument, t('Reset Exercise'));
  if (!opened) return;
  const { id, title } = opened.exercise.manifest;
  const reset = t('Reset');
  const answer = await vscode.window.showWarningMessage(
    t('Reset {0} {1} to its starter files?', id, title),
    {
      modal: true,
      detail: t(
        'Everything in the folder {0}, files that you added included, moves to .lits/replaced. Runs are kept.',
        basename(opened.work),
      ),
    },
    reset,
  );
  if (answer !== reset) return;
  const kept = await resetExercise(opened.chapter, opened.exercise, opened.folder);
  await reports.forget(opened);
  course.refresh();
  if (kept === undefined) return;
  const show = t('Show Backup');
  const chosen = await vscode.window.showInformationMessage(
    t('{0} {1} is as it was in the beginning. Your files are kept.', id, title),
    show,
  );
  if (chosen === show) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(kept));
}
