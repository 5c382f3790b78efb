import { appendFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { isPassed, type CheckReport } from '../../protocol/checkReport';
import { reportFileFor } from '../../submissions/reportFile';
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
import { annotations, summaryMarkdown } from '../view/github';
import { junit } from '../view/junit';

export interface CheckOptions {
  exercise?: string;
  course?: string;
  junit?: boolean;
  junitOut?: string;
  github?: boolean;
}

/** `lits check PATH` */
export async function check(path: string, options: CheckOptions, io: Io, view: View): Promise<ExitCode> {
  const there = await existingPath(path, io.cwd, 'any');
  const exercises = await courseExercises(options.course, io);
  const { exercise, folder, copy } = findExercise(there, options.exercise, exercises);
  if (folder !== there) view.note(t('Checking {0}', relative(io.cwd, folder)));
  if (copy !== undefined)
    view.note(t('{0} holds the exercise a second time. That copy is not checked.', relative(io.cwd, copy)));
  const job = {
    exercise: exercise.path,
    folder,
    runs: await existingRunsFolder(folder),
    out: await reportFileFor(folder, exercise),
  };
  const { report, containment } = await runJob('check', job, io, view);
  if (options.junitOut !== undefined)
    await writeFileAtomic(resolve(io.cwd, options.junitOut), `${junit(report)}\n`);
  const summary = options.github ? io.environment['GITHUB_STEP_SUMMARY'] : undefined;
  if (summary) await appendFile(summary, summaryMarkdown(report));
  view.result({ folder, report, containment }, textOf(report, folder, options, io));
  return isPassed(report) ? exitCode.ok : exitCode.failed;
}

function textOf(
  report: CheckReport,
  folder: string,
  { junit: asJunit, github }: CheckOptions,
  io: Io,
): string {
  if (asJunit) return junit(report);
  if (!github) return checkText(report);
  const pathOf = (file: string) => relative(io.cwd, join(folder, file)).split(sep).join('/');
  return [checkText(report), annotations(report, pathOf)].filter(Boolean).join('\n\n');
}
