import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';
import type { Course } from '../course/course';
import { exerciseOfArgument, exerciseOfFile, type OpenedExercise } from '../course/openedExercise';
import { commandIds } from '../kit/commandIds';

/** *Compare Runs* above the answers of an exercise whose runs are compared. */
export const answersLenses = (course: Course): vscode.CodeLensProvider => ({
  provideCodeLenses: async ({ uri }) => {
    const opened = await exerciseOfFile(course, uri.fsPath);
    if (!opened || !isAnswersFile(opened, uri.fsPath)) return [];
    return [
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
        command: commandIds.compareRuns,
        title: `$(diff) ${t('Compare Runs')}`,
        arguments: [uri],
      }),
    ];
  },
});

const isAnswersFile = ({ exercise, work }: OpenedExercise, file: string): boolean =>
  exercise.manifest.compare !== undefined && file === join(work, exercise.manifest.answers ?? '');

/** The exercise whose runs are to be compared: that of a row in the Exercises view, or of the answers in a file. */
export async function comparedExercise(
  course: Course,
  argument: unknown,
): Promise<OpenedExercise | undefined> {
  const opened = await exerciseOfArgument(course, argument);
  return opened?.exercise.manifest.compare ? opened : undefined;
}
