import * as z from 'zod';
import type { NamedOptimizer } from './optimize/namedOptimizer';
import { afterValidation, earlyStoppingSchema } from './earlyStopping';
import { afterMeasurement } from './schedules/plateau';
import type { Rates } from './schedules/rates';
import { scheduledAt, unitOf } from './schedules/schedule';
import { scheduleSchema } from './schedules/settings';
import type { TrainingState } from './state';
import type { MonitoredMetric } from '../student';
import { t } from '../words';

const positive = z.number().positive();
const count = z.int().positive();
const strength = z.number().min(0).lt(1000).default(0);
const ofClasses = <T extends z.ZodType>(each: T) => z.tuple([each, each, each]);

/** Settings of how a training goes. */
export const steeringShape = {
  schedule: scheduleSchema.optional(),
  loss: z
    .strictObject({
      labelSmoothing: z.number().min(0).lt(1).default(0),
      classWeights: ofClasses(positive).optional(),
      l1: strength,
      l2: strength,
    })
    .optional(),
  clipValue: positive.optional(),
  clipNorm: positive.optional(),
  logGradientNorm: z.boolean().optional(),
  accumulate: count.max(4096).optional(),
  sampler: z
    .strictObject({
      name: z.literal('weighted'),
      classWeights: z.union([z.literal('balanced'), ofClasses(z.number().min(0))]),
    })
    .refine(({ classWeights: all }) => all === 'balanced' || all.some((weight) => weight > 0), {
      path: ['classWeights'],
      params: { allowed: () => t('one weight above 0 at least') },
    })
    .optional(),
  earlyStopping: earlyStoppingSchema.optional(),
  validateEvery: z.union([z.strictObject({ epochs: count }), z.strictObject({ steps: count })]).optional(),
  averageWeights: z.strictObject({ decay: z.number().min(0).lt(1) }).optional(),
};

export const steeringSchema = z.object(steeringShape);

/** How a training goes; what is missing is not done. */
export type Steering = z.output<typeof steeringSchema>;

/** What a validation has measured, with the training's means since the last one. */
export type Measured = Readonly<Record<MonitoredMetric, number>>;

/** Learning rate and momentum of a run, whatever moves them. */
export class Rating {
  private readonly base: Rates;

  constructor(
    private readonly schedule: Steering['schedule'],
    private readonly optimizer: NamedOptimizer,
    /** Of the whole run. */
    private readonly totals: { step: number; epoch: number },
  ) {
    const { learningRate, momentum } = optimizer;
    this.base = { learningRate, momentum };
  }

  /** Those of the first step. */
  begin(): Rates {
    return this.at(0, this.base);
  }

  /** Gives the optimizer what the next step is to have. */
  apply({ rates }: TrainingState): void {
    if (rates) Object.assign(this.optimizer, rates);
  }

  /** @param unit what has just ended */
  after(unit: 'step' | 'epoch', { rates, step, epoch }: TrainingState): Rates | null {
    if (!this.schedule || !rates || unitOf(this.schedule) !== unit) return rates;
    return this.at(unit === 'step' ? step : epoch, rates);
  }

  private at(count: number, current: Rates): Rates {
    if (!this.schedule) return current;
    const total = this.totals[unitOf(this.schedule) ?? 'epoch'];
    return scheduledAt(this.schedule, { count, current, base: this.base, total });
  }
}

/** What a validation makes of the state: the plateau's learning rate, and whether the run ends. */
export function validated(
  { schedule, earlyStopping }: Steering,
  state: TrainingState,
  measured: Measured,
): Pick<TrainingState, 'rates' | 'plateau' | 'earlyStopping' | 'lowest'> {
  const { rates, plateau, step, epoch } = state;
  const reduced =
    rates && typeof schedule === 'object' && schedule.name === 'plateau'
      ? afterMeasurement(schedule, plateau, {
          learningRate: rates.learningRate,
          measured: measured[schedule.metric],
        })
      : undefined;
  return {
    rates: rates && { ...rates, learningRate: reduced?.learningRate ?? rates.learningRate },
    plateau: reduced?.state ?? plateau,
    earlyStopping: earlyStopping
      ? afterValidation(earlyStopping, state.earlyStopping, {
          measured: measured[earlyStopping.metric],
          step,
          epoch,
        })
      : state.earlyStopping,
    lowest: Math.min(state.lowest ?? Infinity, measured.valLoss),
  };
}

/** How often a run is validated if nothing ends it early. */
export function validationsOf(
  { validateEvery = { epochs: 1 } }: Steering,
  { steps, epochs }: { steps: number; epochs: number },
): number {
  return 'steps' in validateEvery
    ? Math.ceil(steps / validateEvery.steps)
    : Math.ceil(epochs / validateEvery.epochs);
}
