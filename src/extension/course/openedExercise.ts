import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CatalogExercise } from '../../protocol/catalog';
import type { Course, OpenedChapter } from './course';
import { isExerciseNode } from './exerciseNode';
import { liesIn } from '../../files/liesIn';
import { activeDocument } from '../kit/activeDocument';

/** An exercise with the student's folder of it. */
export interface OpenedExercise extends OpenedChapter {
  exercise: CatalogExercise;
  /** The student's folder of the exercise. */
  work: string;
}

/** All exercises whose chapter the student has opened, in the course's order. */
export async function openedExercises(course: Course): Promise<OpenedExercise[]> {
  return (await course.opened()).flatMap((opened) =>
    opened.chapter.exercises.map((exercise) => ({
      ...opened,
      exercise,
      work: join(opened.folder, exercise.folder),
    })),
  );
}

/** The exercise that a file belongs to. */
export async function exerciseOfFile(course: Course, file: string): Promise<OpenedExercise | undefined> {
  return (await openedExercises(course)).find(({ work }) => file === work || liesIn(work, file));
}

/** The exercise that a command was given: by a row of the Exercises view, or by a file of it. */
export async function exerciseOfArgument(
  course: Course,
  argument: unknown,
): Promise<OpenedExercise | undefined> {
  if (argument instanceof vscode.Uri)
    return argument.scheme === 'file' ? exerciseOfFile(course, argument.fsPath) : undefined;
  if (!isExerciseNode(argument) || argument.kind === 'chapter') return undefined;
  const { exercise } = argument;
  return (await openedExercises(course)).find((one) => one.exercise === exercise);
}

/** The exercise for a command: the exercise of its argument, else of the active file, else the one that the student picks. */
export async function chooseExercise(
  course: Course,
  argument: unknown,
  title: string,
): Promise<OpenedExercise | undefined> {
  if (isExerciseNode(argument) && argument.kind !== 'chapter') return exerciseOfArgument(course, argument);
  const active = await exerciseOfArgument(
    course,
    argument instanceof vscode.Uri ? argument : activeDocument()?.uri,
  );
  if (active) return active;
  const all = await openedExercises(course);
  const picked = await vscode.window.showQuickPick(
    all.map((one) => {
      const { id, title: name, summary } = one.exercise.manifest;
      return { label: `${id} ${name}`, detail: summary, one };
    }),
    { title, matchOnDetail: true },
  );
  return picked?.one;
}
