import * as z from 'zod';
import { t } from '../../words';
import { monitoredMetric } from '../monitored';

const rate = z.number().positive().lt(1000);
const share = z.number().min(0).lt(1);
const factor = z.number().min(0).max(1000);
const count = z.int().positive();
const by = z.enum(['step', 'epoch']);
const byEpoch = by.default('epoch');
const milestones = z
  .array(count)
  .min(1)
  .refine((all) => all.every((each, index) => index === 0 || each > all[index - 1]), {
    params: { allowed: () => t('a list of whole numbers, each larger than the one before') },
  });

const constant = { name: z.literal('constant'), factor: factor.default(1 / 3), totalIters: count.default(5) };
const linear = {
  name: z.literal('linear'),
  startFactor: z
    .number()
    .positive()
    .max(1)
    .default(1 / 3),
  endFactor: z.number().min(0).max(1).default(1),
  totalIters: count.default(5),
};
const step = { name: z.literal('step'), stepSize: count, gamma: factor.default(0.1) };
const multiStep = { name: z.literal('multiStep'), milestones, gamma: factor.default(0.1) };
const exponential = { name: z.literal('exponential'), gamma: factor };
const minLearningRate = z.number().min(0).lt(1000).default(0);
const cosine = { name: z.literal('cosine'), tMax: count.optional(), minLearningRate };
const cosineRestarts = {
  name: z.literal('cosineRestarts'),
  t0: count,
  tMult: count.default(1),
  minLearningRate,
};
const oneCycle = {
  name: z.literal('oneCycle'),
  maxLearningRate: rate.optional(),
  totalSteps: z.int().min(2).optional(),
  pctStart: z.number().positive().lt(1).default(0.3),
  annealStrategy: z.enum(['cos', 'linear']).default('cos'),
  threePhase: z.boolean().default(false),
  divFactor: z.number().positive().default(25),
  finalDivFactor: z.number().positive().default(1e4),
  cycleMomentum: z.boolean().default(true),
  baseMomentum: share.default(0.85),
  maxMomentum: share.default(0.95),
};

/** A function of the student's: what the learning rate is multiplied by, after so many steps or epochs. */
const lambda = z.custom<(count: number) => number>((value) => typeof value === 'function', {
  params: { allowed: () => t('a function') },
});

const part = z.union([
  lambda,
  z.discriminatedUnion('name', [
    z.strictObject(constant),
    z.strictObject(linear),
    z.strictObject(step),
    z.strictObject(multiStep),
    z.strictObject(exponential),
    z.strictObject(cosine),
    z.strictObject(cosineRestarts),
    z.strictObject(oneCycle),
  ]),
]);

/** Reduces the learning rate when a metric has stopped getting better. */
const plateau = z.strictObject({
  name: z.literal('plateau'),
  ...monitoredMetric,
  factor: z.number().positive().lt(1).default(0.1),
  patience: z.int().nonnegative().default(10),
  threshold: z.number().min(0).default(1e-4),
  thresholdMode: z.enum(['rel', 'abs']).default('rel'),
  cooldown: z.int().nonnegative().default(0),
  minLearningRate,
  epsilon: z.number().min(0).default(1e-8),
});

/** Schedules of the learning rate, with the defaults of `torch.optim.lr_scheduler`. */
export const scheduleSchema = z.union([
  lambda,
  z.discriminatedUnion('name', [
    z.strictObject({ ...constant, by: byEpoch }),
    z.strictObject({ ...linear, by: byEpoch }),
    z.strictObject({ ...step, by: byEpoch }),
    z.strictObject({ ...multiStep, by: byEpoch }),
    z.strictObject({ ...exponential, by: byEpoch }),
    z.strictObject({ ...cosine, by: byEpoch }),
    z.strictObject({ ...cosineRestarts, by: byEpoch }),
    z.strictObject({ ...oneCycle, by: by.default('step') }),
    plateau,
    z
      .strictObject({
        name: z.literal('sequential'),
        schedules: z.array(part).min(2),
        milestones,
        by: byEpoch,
      })
      .refine(({ schedules, milestones: all }) => all.length === schedules.length - 1, {
        path: ['milestones'],
        params: { allowed: () => t('a list with one number fewer than there are schedules') },
      }),
    z.strictObject({ name: z.literal('chained'), schedules: z.array(part).min(1), by: byEpoch }),
  ]),
]);

export type ScheduleOptions = z.output<typeof scheduleSchema>;
export type PartOptions = z.output<typeof part>;
export type PlateauOptions = z.output<typeof plateau>;
/** The options of one of them. */
export type PartOf<Name extends string> = Extract<PartOptions, { name: Name }>;
