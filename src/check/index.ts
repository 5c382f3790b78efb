import type { Exercise } from '../course/manifest';
import type { CheckReport } from '../protocol/checkReport';
import type { Deadlines, Log } from '../train';
import { t } from '../words';
import type { Check } from './check';
import { Executor } from './execute';
import { gradeExercise } from './grade';
import { prepareFile, type PrepareOptions } from './prepare';
import { useQuickInitializers } from './quickInitializers';
import { runChecks } from './runChecks';
import type { PreparedFile } from './subject';

export { checkExercise, type CheckExerciseOptions } from './checkExercise';
export { findConfinement, meansText, type Means } from './contained/confinement';
export { measureFile } from './measureFile';
export { summarizeFile } from './summarizeFile';
export { answerChecks } from './contained/child';

/**
 * Checks an exercise in this process: only where the student's code is trusted, as in the tests of checks.
 */
export async function checkInProcess(
  options: PrepareOptions & { exercise: Exercise; checks: readonly Check[]; log: Log; deadlines?: Deadlines },
): Promise<CheckReport> {
  const { exercise, checks, folder, log, deadlines } = options;
  useQuickInitializers();
  const files: PreparedFile[] = [];
  for (const file of new Set(exercise.tasks.map(({ file }) => file)))
    files.push(await prepareFile(file, options));
  const executor = new Executor(exercise, checks, files, folder, {
    log,
    ...(deadlines ? { deadlines } : {}),
  });
  const absent = new Set(files.filter(({ compiled }) => compiled === 'absent').map(({ file }) => file));
  const results = await runChecks({
    checks,
    obstacle: (id) => {
      const task = exercise.tasks.find((one) => one.id === checks.find((check) => check.id === id)?.item);
      return task && absent.has(task.file) ? t('{0} does not exist yet.', task.file) : undefined;
    },
    execute: (id) => executor.execute(id),
  });
  return gradeExercise(exercise, checks, results, new Set(), new Date());
}
