import type { Exercise } from '../course/manifest';
import type { CheckReport, CheckResult } from '../protocol/checkReport';
import type { Log } from '../train';
import type { Check } from './check';
import { gradeExercise } from './grade';
import { prepareFile, type PrepareOptions } from './prepare';
import { runChecks } from './runChecks';
import { Subject } from './subject';

export type { Check } from './check';

export interface CheckOptions extends PrepareOptions {
  exercise: Exercise;
  checks: readonly Check[];
  log: Log;
  onResult?: (result: CheckResult) => void;
}

/** Checks an exercise in this process: only where the student's code is trusted, as in tests of checks. */
export async function checkInProcess(options: CheckOptions): Promise<CheckReport> {
  const { exercise, checks, folder, log, onResult } = options;
  const names = [...new Set(exercise.tasks.map(({ file }) => file))];
  const subjects = new Map<string, Subject>();
  const open = (file: string): Subject => {
    const subject = subjects.get(file);
    if (!subject) throw new Error(`No task of exercise ${exercise.id} is about ${file}.`);
    return subject;
  };
  for (const name of names)
    subjects.set(name, new Subject(await prepareFile(name, options), folder, open, log));
  const subjectOf = ({ id, item }: Check) => {
    const task = exercise.tasks.find((candidate) => candidate.id === item);
    if (!task)
      throw new Error(`Check ${id} is for the task ${item}, which exercise ${exercise.id} does not have.`);
    return open(task.file);
  };
  const results = await runChecks({ checks, subjectOf, folder, ...(onResult ? { onResult } : {}) });
  return gradeExercise(exercise, checks, results, new Date());
}
