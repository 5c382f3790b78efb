import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import writeFileAtomic from 'write-file-atomic';
import { createHash } from 'node:crypto';
import { FailureError } from '../../protocol/failure';
import { runFiles } from '../../protocol/runFolder';
import type { TrainingSettings } from '../../student';
import { randomStream } from '../random';
import { evaluateProgram, runStudentCode, type Program } from './evaluate';
import { followLayers, rememberLayers } from './layers';
import { checkModel } from './model';
import { studentModules } from './modules';
import type { Log } from './scope';
import { checkSettings, createOptimizer, startOf } from './settings';
import type { TrainingPositions } from './typecheck';

export { forbidCodeFromText, runStudentCode, studentFailure, type Program } from './evaluate';
export { trainableParameters } from './model';
export type { Log, Scope } from './scope';
export { describeOptimizer } from './settings';

/** How long student code may take before it counts as endless. */
export interface Deadlines {
  /** Running the file's module code, building the model or the optimizer: milliseconds. */
  setupMs: number;
  /** One training step: milliseconds. */
  stepMs: number;
}

export const defaultDeadlines: Deadlines = { setupMs: 60_000, stepMs: 120_000 };

/** A student's training, ready to be built and run. */
export interface LoadedTraining {
  program: Program;
  settings: TrainingSettings;
  positions: TrainingPositions;
}

export interface LoadOptions {
  /** Folder of the type declarations. */
  typings: string;
  log: Log;
  deadlines: Deadlines;
}

/**
 * Bundles, type-checks and runs a student's training file.
 * @throws FailureError with the student's lines for whatever is wrong in it.
 */
export async function loadTraining(file: string, options: LoadOptions): Promise<LoadedTraining> {
  // Loaded here: the compilers are slow to start, and only this needs them.
  const [{ bundleStudentFile }, { checkTypes }] = await Promise.all([
    import('./bundle'),
    import('./typecheck'),
  ]);
  const bundle = await bundleStudentFile(file, Object.keys(studentModules));
  const { problems, positions } = checkTypes(file, options.typings);
  const [first] = problems;
  if (first)
    throw new FailureError({
      what:
        problems.length === 1
          ? 'The type checker found an error in your code.'
          : `The type checker found ${problems.length} errors in your code.`,
      why: `${path.basename(first.file)}, line ${first.line}: ${first.message}`,
      next: 'Correct the marked lines, then train again.',
      problems,
    });
  return load({ bundle, file }, positions, options);
}

/** Keeps a program beside its run, so that the run can be evaluated after its file has changed. */
export async function saveProgram({ bundle }: Program, runDir: string): Promise<void> {
  const file = path.join(runDir, runFiles.program);
  await writeFileAtomic(`${file}.map`, bundle.map);
  await writeFileAtomic(file, bundle.code);
}

/**
 * The training as it was when its run began.
 * @param hash the run's `codeHash`
 * @throws FailureError when the saved program is missing or was changed.
 */
export async function loadSavedTraining(
  runDir: string,
  run: { file: string; codeHash?: string | undefined },
  options: Omit<LoadOptions, 'typings'>,
): Promise<LoadedTraining> {
  const saved = path.join(runDir, runFiles.program);
  const code = await readFile(saved, 'utf8');
  const hash = createHash('sha256').update(code).digest('hex');
  if (hash !== run.codeHash)
    throw new FailureError({
      what: 'The saved program of this run is not the one that was trained.',
      why: `${saved} was changed afterwards.`,
      next: 'Train again, then evaluate the new run.',
    });
  const map = await readFile(`${saved}.map`, 'utf8');
  return load({ bundle: { code, map, hash }, file: run.file }, { settings: {} }, options);
}

function load(
  program: Program,
  positions: TrainingPositions,
  { log, deadlines }: Omit<LoadOptions, 'typings'>,
): LoadedTraining {
  const { settings } = evaluateProgram(program, {
    log,
    random: randomStream(0, 'module'),
    deadlineMs: deadlines.setupMs,
  });
  return { program, positions, settings: checkSettings(settings, positions, program.file) };
}

/** Builds the model with first weights that depend on the seed alone, and the optimizer. */
export function buildTraining(
  { program, settings, positions }: LoadedTraining,
  { seed, log, deadlines }: { seed: number; log: Log; deadlines: Deadlines },
): { model: tf.LayersModel; optimizer: tf.Optimizer } {
  const scope = { log, random: randomStream(seed, 'weights'), deadlineMs: deadlines.setupMs };
  const position = positions.settings['model'] ?? positions.training ?? startOf(program.file);
  followLayers();
  const model = runStudentCode(program, { ...scope, task: 'building the model' }, () => {
    const built: unknown = rememberLayers(program, () => settings.model());
    return checkModel(built, position);
  });
  const optimizer = runStudentCode(program, { ...scope, task: 'creating the optimizer' }, () =>
    createOptimizer(settings.optimizer),
  );
  return { model, optimizer };
}
