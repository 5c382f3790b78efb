import { t } from '../../words';
import { oneCycleAt } from './oneCycle';
import type { Rates } from './rates';
import type { PartOf, PartOptions, ScheduleOptions } from './settings';

interface ScheduleContext {
  /** What the optimizer was given. */
  base: Rates;
  /** Steps of the whole run, or epochs where the schedule goes by epochs. */
  total: number;
}

interface At extends ScheduleContext {
  /** Steps or epochs done. */
  count: number;
  /** What there is now. */
  current: Rates;
}

type Part = Exclude<PartOptions, (count: number) => number>;

/**
 * The learning rate after `count` steps, from the one before: most schedulers of PyTorch change what there is, so that several can
 * be chained.
 */
const rates: {
  readonly [Name in Exclude<Part['name'], 'oneCycle'>]: (options: PartOf<Name>, at: At) => number;
} = {
  constant: ({ factor, totalIters }, { count, current }) => {
    if (count === 0) return current.learningRate * factor;
    return count === totalIters ? current.learningRate * (1 / factor) : current.learningRate;
  },
  linear: ({ startFactor, endFactor, totalIters }, { count, current: { learningRate } }) => {
    if (count === 0) return learningRate * startFactor;
    if (count > totalIters) return learningRate;
    const change = endFactor - startFactor;
    return learningRate * (1 + change / (totalIters * startFactor + (count - 1) * change));
  },
  step: ({ stepSize, gamma }, { count, current }) =>
    current.learningRate * (count > 0 && count % stepSize === 0 ? gamma : 1),
  multiStep: ({ milestones, gamma }, { count, current }) =>
    current.learningRate * (milestones.includes(count) ? gamma : 1),
  exponential: ({ gamma }, { count, current }) => current.learningRate * (count > 0 ? gamma : 1),
  cosine: ({ tMax, minLearningRate: least }, { count, base, current: { learningRate }, total }) => {
    const half = tMax ?? total;
    if (count === 0) return learningRate;
    if ((count - 1 - half) % (2 * half) === 0)
      return learningRate + ((base.learningRate - least) * (1 - Math.cos(Math.PI / half))) / 2;
    const height = (at: number) => 1 + Math.cos((Math.PI * at) / half);
    return (height(count) / height(count - 1)) * (learningRate - least) + least;
  },
  cosineRestarts: ({ t0, tMult, minLearningRate: least }, { count, base }) => {
    let [since, length] = [count, t0];
    while (since >= length) {
      since -= length;
      length *= tMult;
    }
    return least + ((base.learningRate - least) * (1 + Math.cos((Math.PI * since) / length))) / 2;
  },
};

/** What a student's function answers. */
function factorOf(ask: (count: number) => unknown, count: number): number {
  const factor = ask(count);
  if (typeof factor === 'number' && factor >= 0 && Number.isFinite(factor)) return factor;
  throw new Error(
    t(
      'schedule returned {0} after {1} steps or epochs; a number from 0 is needed, which the learning rate is multiplied by.',
      String(factor),
      count,
    ),
  );
}

function partAt(options: PartOptions, at: At): Rates {
  const { base, current, count, total } = at;
  if (typeof options === 'function')
    return { ...current, learningRate: base.learningRate * factorOf(options, count) };
  if (options.name === 'oneCycle') return oneCycleAt(options, { ...at, total: options.totalSteps ?? total });
  // Each row takes the options of its own name.
  const row = rates[options.name] as (options: PartOptions, at: At) => number;
  return { ...current, learningRate: row(options, at) };
}

/**
 * Learning rate and momentum after `count` steps or epochs, from those before: what `torch.optim.lr_scheduler` makes of them.
 * `count` goes up by 1 from 0, where `current` is what the optimizer was given. A plateau changes nothing here: see `plateau`.
 */
export function scheduledAt(options: ScheduleOptions, at: At): Rates {
  if (typeof options === 'function') return partAt(options, at);
  switch (options.name) {
    case 'plateau':
      return at.current;
    case 'chained':
      return options.schedules.reduce((current, part) => partAt(part, { ...at, current }), at.current);
    case 'sequential': {
      const { schedules, milestones } = options;
      const index = milestones.filter((milestone) => milestone <= at.count).length;
      const count = at.count - (milestones[index - 1] ?? 0);
      return partAt(schedules[index], { ...at, count, current: count === 0 ? at.base : at.current });
    }
    default:
      return partAt(options, at);
  }
}

/** Whether a schedule goes by steps or by epochs. */
export function unitOf(options: ScheduleOptions): 'step' | 'epoch' | undefined {
  if (typeof options === 'function') return 'step';
  return options.name === 'plateau' ? undefined : options.by;
}

/** The largest momentum that a schedule goes through, where it moves the momentum. */
export function momentumMoved(options: ScheduleOptions): number | undefined {
  if (typeof options === 'function') return undefined;
  const parts = 'schedules' in options ? options.schedules : [options];
  const cycle = parts.find(
    (part): part is PartOf<'oneCycle'> =>
      typeof part === 'object' && part.name === 'oneCycle' && part.cycleMomentum,
  );
  return cycle?.maxMomentum;
}
