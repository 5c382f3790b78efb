import path from 'node:path';
import type { ModelSummary } from '../protocol/modelSummary';
import { findConfinement } from './contained/confinement';
import { ContainedRunner } from './contained/host';
import type { CheckExerciseOptions } from './checkExercise';
import { prepareFile } from './prepare';

/**
 * What the model of a student's training file is made of. The file's code runs contained, as when it is checked.
 * @throws FailureError with the student's line when there is no model
 */
export async function summarizeFile(
  file: string,
  options: Pick<CheckExerciseOptions, 'typings' | 'program' | 'threads' | 'signal' | 'log'>,
): Promise<ModelSummary> {
  const { typings, program, threads, signal, log } = options;
  const folder = path.dirname(path.resolve(file));
  const name = path.basename(file);
  const files = [await prepareFile(name, { folder, typings, runs: [] })];
  const work = { folder, files, threads, program };
  const runner = new ContainedRunner(work, await findConfinement(program), signal, log);
  try {
    return await runner.summarize(name);
  } finally {
    await runner.dispose();
  }
}
