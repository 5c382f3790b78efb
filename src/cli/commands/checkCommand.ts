import { relative } from 'node:path';
import { isPassed } from '../../protocol/checkReport';
import { t } from '../../words';
import { courseExercises } from '../courseExercises';
import { findExercise } from '../exerciseFolder';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { existingRunsFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';
import { checkText } from '../view/checkText';
import { junit } from '../view/junit';

export interface CheckOptions {
  exercise?: string;
  course?: string;
  junit?: boolean;
}

/** `lits check PATH` */
export async function check(path: string, options: CheckOptions, io: Io, view: View): Promise<ExitCode> {
  const there = await existingPath(path, io.cwd, 'any');
  const exercises = await courseExercises(options.course, io);
  const { exercise, folder, copy } = findExercise(there, options.exercise, exercises);
  if (folder !== there) view.note(t('Checking {0}', relative(io.cwd, folder)));
  if (copy !== undefined)
    view.note(t('{0} holds the exercise a second time. That copy is not checked.', relative(io.cwd, copy)));
  const job = { exercise: exercise.path, folder, runs: await existingRunsFolder(folder) };
  const { report, containment } = await runJob('check', job, io, view);
  view.result({ folder, report, containment }, options.junit ? junit(report) : checkText(report));
  return isPassed(report) ? exitCode.ok : exitCode.failed;
}
