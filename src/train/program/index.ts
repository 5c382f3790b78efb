import path from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { FailureError } from '../../protocol/failure';
import type { GivenSettings } from '../../protocol/givenSettings';
import type { RunRecord } from '../../protocol/run';
import { readProgram } from '../../runs';
import { t } from '../../words';
import { randomStream } from '../random';
import { definedTraining, runProgram, runStudentCode, type Program } from './sandbox';
import { withholdWhatRunsAside } from './aside';
import { followLayers, rememberBirths, rememberModel } from './layers';
import { checkModel } from './model';
import { studentModules } from './modules';
import type { Log } from './scope';
import { checkSettings, createOptimizer, startOf, type CheckedSettings } from './settings';
import type { CheckedFile, TrainingPositions } from './typecheck';
import { mustHaveFloatWeights } from './weightTypes';

export {
  birthPosition,
  callPosition,
  forbidCodeFromText,
  functionPrototypes,
  runStudentCode,
  settingPosition,
  stackPositions,
  studentFailure,
  studentRejection,
  type Program,
} from './sandbox';
export { inOurStep, withholdWhatRunsAside } from './aside';
export { followLayers, watchOutputs } from './layers';
export { kindOf, trainableParameters } from './model';
export type { Log, Scope } from './scope';
export { describeOptimizer, type CheckedSettings } from './settings';
export { otherSpelling } from './spelling';

/** How long student code may take before it counts as endless. */
export interface Deadlines {
  /** Running the file's module code, building the model or the optimizer: milliseconds. */
  setupMs: number;
  /** One training step: milliseconds. */
  stepMs: number;
}

export const defaultDeadlines: Deadlines = { setupMs: 60_000, stepMs: 120_000 };

/** A student's file, bundled and type-checked; nothing of it has been run. */
export interface CompiledProgram extends Program {
  positions: TrainingPositions;
}

/** A program whose module code has run. */
export interface StudentModule {
  program: CompiledProgram;
  exports: Record<string, unknown>;
}

/** A student's training, ready to be built and run. */
export interface LoadedTraining {
  program: Program;
  settings: CheckedSettings;
  /** What of the settings was given for the run, and is not the file's. */
  given?: GivenSettings | undefined;
  positions: TrainingPositions;
}

export interface RunOptions {
  log: Log;
  deadlines: Deadlines;
}

/**
 * Bundles, type-checks and runs a student's training file.
 * @param options `typings` is the folder of the type declarations
 * @param given settings that come before those of the file
 * @throws FailureError with the student's lines for whatever is wrong in it.
 */
export async function loadTraining(
  file: string,
  { typings, ...options }: RunOptions & { typings: string },
  given?: GivenSettings,
): Promise<LoadedTraining> {
  const program = await compileProgram(file, typings);
  for (const text of program.bundle.remarks ?? []) options.log('warning', text);
  return trainingOf(openProgram(program, options), options, given);
}

/**
 * Bundles and type-checks a student's file.
 * @param checked what the type checker says of it, where that is known
 * @throws FailureError with the student's lines for whatever is wrong in it.
 */
export async function compileProgram(
  file: string,
  typings: string,
  checked?: CheckedFile,
): Promise<CompiledProgram> {
  // Loaded here, because the compilers are slow to load and nothing else needs them.
  const [{ bundleStudentFile }, { checkTypes }] = await Promise.all([
    import('./bundle'),
    import('./typecheck'),
  ]);
  const bundle = await bundleStudentFile(file, Object.keys(studentModules));
  const { problems, positions } = checked ?? checkTypes(file, typings);
  const [first] = problems;
  if (first)
    throw new FailureError({
      what:
        problems.length === 1
          ? t('The type checker found an error in your code.')
          : t('The type checker found {0} errors in your code.', problems.length),
      why: t('{0}, line {1}: {2}', path.basename(first.file), String(first.line), first.message),
      next: t('Correct the marked lines, then train again.'),
      problems,
    });
  return { bundle, file, positions };
}

/**
 * The training as it was when its run began, with the settings that were given for it.
 * @throws FailureError when the saved program is missing or was changed.
 */
export async function loadSavedTraining(
  runDir: string,
  run: Pick<RunRecord, 'file' | 'codeHash' | 'givenSettings'>,
  options: RunOptions,
): Promise<LoadedTraining> {
  const { code, map } = await readProgram(runDir);
  const hash = createHash('sha256').update(code).digest('hex');
  if (hash !== run.codeHash)
    throw new FailureError({
      what: t('The saved program of this run is not the one that was trained.'),
      why: t('The program in {0} was changed afterwards.', runDir),
      next: t('Train again, then evaluate the new run.'),
    });
  const program = { bundle: { code, map, hash }, file: run.file, positions: { settings: {} } };
  return trainingOf(openProgram(program, options), options, run.givenSettings);
}

/**
 * Runs the module code of a program.
 * @throws FailureError for an exception or an endless loop in it.
 */
export function openProgram(program: CompiledProgram, { log, deadlines }: RunOptions): StudentModule {
  const scope = { log, random: randomStream(0, 'module'), deadlineMs: deadlines.setupMs };
  followLayers();
  withholdWhatRunsAside();
  return { program, exports: rememberBirths(program, 'module', () => runProgram(program, scope)) };
}

/**
 * The training that a module exports by default. Its settings have been checked.
 * @throws FailureError when there is none, or a setting cannot be used.
 */
export function trainingOf(
  { program, exports }: StudentModule,
  options: RunOptions,
  given?: GivenSettings,
): LoadedTraining {
  const { positions, file } = program;
  const settings = askStudentCode(program, options, t('reading your settings'), () =>
    checkSettings(definedTraining(program, exports).settings, positions, file, given),
  );
  return { program, positions, settings, given };
}

/** Reads values that student code has made, which may run more of it. */
export function askStudentCode<T>(
  program: Program,
  { log, deadlines }: RunOptions,
  task: string,
  ask: () => T,
): T {
  return runStudentCode(
    program,
    { log, random: randomStream(0, 'module'), task, deadlineMs: deadlines.setupMs },
    ask,
  );
}

/** Builds the model and the optimizer. The initial weights depend on the seed alone. */
export function buildTraining(
  { program, settings, positions }: LoadedTraining,
  { seed, log, deadlines }: RunOptions & { seed: number },
): { model: tf.LayersModel; optimizer: tf.Optimizer } {
  const scope = { log, random: randomStream(seed, 'weights'), deadlineMs: deadlines.setupMs };
  const position = positions.settings['model'] ?? positions.training ?? startOf(program.file);
  followLayers();
  const model = runStudentCode(program, { ...scope, task: t('building the model'), setting: 'model' }, () => {
    const built: unknown = rememberBirths(program, 'model', () => settings.model());
    const checked = checkModel(built, position);
    rememberModel(program, checked);
    mustHaveFloatWeights(program, checked);
    return checked;
  });
  const optimizer = runStudentCode(
    program,
    { ...scope, task: t('creating the optimizer'), setting: 'optimizer' },
    () => createOptimizer(settings),
  );
  return { model, optimizer };
}
