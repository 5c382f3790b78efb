import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CatalogExercise } from '../../protocol/catalog';
import type { Course, OpenedChapter } from './course';
import { isExerciseNode } from './exerciseNode';
import { liesIn } from '../../files/liesIn';

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

/** The exercise for a command: the exercise of its argument, else of the active file, else the one that the student picks. */
export async function chooseExercise(
  course: Course,
  argument: unknown,
  title: string,
): Promise<OpenedExercise | undefined> {
  const all = await openedExercises(course);
  if (isExerciseNode(argument) && argument.kind !== 'chapter') {
    const { exercise } = argument;
    return all.find((one) => one.exercise === exercise);
  }
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const active = uri?.scheme === 'file' ? await exerciseOfFile(course, uri.fsPath) : undefined;
  if (active) return active;
  const picked = await vscode.window.showQuickPick(
    all.map((one) => {
      const { id, title: name, summary } = one.exercise.manifest;
      return { label: `${id} ${name}`, detail: summary, one };
    }),
    { title, matchOnDetail: true },
  );
  return picked?.one;
}
