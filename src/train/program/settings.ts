import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';
import { Transform } from '../../augment';
import { FailureError } from '../../protocol/failure';
import { changedSettings, isTree, type GivenSettings } from '../../protocol/givenSettings';
import type { StudentProblem } from '../../protocol/run';
import { namedFault, validate, type Fault, type Validated } from '../../protocol/validate';
import type { TrainingSettings } from '../../student';
import { foreign, t } from '../../words';
import { NamedOptimizer } from '../optimize/namedOptimizer';
import { momentumOf } from '../optimize/rules';
import { optimizerSchema, type OptimizerOptions } from '../optimize/settings';
import { momentumMoved } from '../schedules/schedule';
import type { ScheduleOptions } from '../schedules/settings';
import { steeringShape } from '../steering';
import { notGivable } from './givenSettings';
import type { SourcePosition, TrainingPositions } from './typecheck';

const functionOf = <F>() =>
  z.custom<F>((value) => typeof value === 'function', { params: { allowed: () => t('a function') } });

/** Of a run or an optimizer. */
const longestName = 80;

const settingsSchema = z
  .strictObject({
    name: z.string().min(1).max(longestName).optional(),
    model: functionOf<TrainingSettings['model']>(),
    epochs: z.int().min(1).max(10_000),
    batchSize: z.int().min(1).max(4096),
    optimizer: z.union([functionOf<() => tf.Optimizer>(), optimizerSchema]),
    augment: z
      .custom<TrainingSettings['augment']>(
        (value) => typeof value === 'function' || value instanceof Transform,
        {
          params: { allowed: () => t('a transform, such as new Compose([ … ]), or a function') },
        },
      )
      .optional(),
    seed: z.int().nonnegative().optional(),
    ...steeringShape,
  })
  .refine(({ optimizer, schedule }) => schedule === undefined || typeof optimizer === 'object', {
    path: ['schedule'],
    params: { allowed: () => t("nothing, as the optimizer is a function's and has its own learning rate") },
  })
  .refine(({ optimizer, schedule }) => canCycle(optimizer, schedule), {
    path: ['schedule', 'cycleMomentum'],
    params: { allowed: () => t('false, as this optimizer has no momentum') },
  });

/** Only an optimizer with momentum can have it moved. */
function canCycle(optimizer: object, schedule: ScheduleOptions | undefined): boolean {
  if (typeof optimizer === 'function' || schedule === undefined) return true;
  return momentumMoved(schedule) === undefined || momentumOf(optimizer as OptimizerOptions) !== undefined;
}

/** The settings of a training, in range, with the defaults of what is left out. */
export type CheckedSettings = z.output<typeof settingsSchema>;

/**
 * Checks that every setting of a training is in its range. It may run student code, as a setting may be a getter.
 * @param given for this run, before those of the file
 * @returns the settings as they were read
 * @throws FailureError that names each wrong setting, and its line in the file.
 */
export function checkSettings(
  settings: TrainingSettings,
  positions: TrainingPositions,
  file: string,
  given: GivenSettings = {},
): CheckedSettings {
  const read = readSettings(settings, given);
  if (read.ok) return read.value;
  const alone = readSettings(settings, {});
  const inFile = new Set(alone.ok ? [] : alone.faults.map(messageOf));
  const ofFile = read.faults.filter((fault) => inFile.has(messageOf(fault)));
  if (ofFile.length === 0)
    throw new FailureError({
      what: t('A setting that was given for this run cannot be used.'),
      why: read.faults.map(messageOf).join('\n'),
      next: t('Correct it where it is given: the file itself stays as it is.'),
    });
  const problems = ofFile.map((fault): StudentProblem => {
    const position = positions.settings[String(fault.path[0] ?? '')] ?? positions.training ?? startOf(file);
    return { ...position, severity: 'error', message: messageOf(fault), source: 'runtime' };
  });
  throw new FailureError({
    what: t('A setting of the training cannot be used.'),
    why: read.faults.map(messageOf).join('\n'),
    next: t('Correct the settings in defineTraining, then train again.'),
    problems,
  });
}

function readSettings(settings: TrainingSettings, given: GivenSettings): Validated<CheckedSettings> {
  const faults = notGivable(settings, given);
  if (faults.length > 0) return { ok: false, faults };
  return validate<CheckedSettings>(
    settingsSchema,
    isTree(settings) ? changedSettings(settings, given) : settings,
  );
}

const messageOf = ({ path, text }: Fault): string =>
  namedFault({ path: path.length > 0 ? path : ['defineTraining'], text });

/** Where a file begins: the place of a finding that has no better one. */
export function startOf(file: string): SourcePosition {
  return { file, line: 1, column: 1 };
}

/** Builds the optimizer that the settings name or return. It may run student code. */
export function createOptimizer({ optimizer: named, schedule }: CheckedSettings): tf.Optimizer {
  if (typeof named !== 'function') return new NamedOptimizer(named, schedule && momentumMoved(schedule));
  const optimizer: unknown = named();
  if (optimizer instanceof tf.Optimizer) return optimizer;
  throw new Error(t('optimizer() must return an optimizer, such as tf.train.adam(1e-3).'));
}

/** Name and learning rate of an optimizer, for the run's record. It may run student code. */
export function describeOptimizer(
  settings: CheckedSettings['optimizer'],
  optimizer: tf.Optimizer,
): { optimizer: string; learningRate?: number } {
  if (typeof settings === 'object') return { optimizer: settings.name, learningRate: settings.learningRate };
  const rate: unknown = 'learningRate' in optimizer ? optimizer.learningRate : undefined;
  return {
    optimizer: foreign(optimizer.getClassName().toLowerCase(), longestName),
    ...(typeof rate === 'number' && rate > 0 && Number.isFinite(rate) ? { learningRate: rate } : {}),
  };
}
