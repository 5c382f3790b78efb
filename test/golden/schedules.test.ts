import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterMeasurement, freshPlateau } from '../../src/train/schedules/plateau';
import type { Rates } from '../../src/train/schedules/rates';
import { scheduledAt } from '../../src/train/schedules/schedule';
import { scheduleSchema, type ScheduleOptions } from '../../src/train/schedules/settings';

interface Golden {
  base: number;
  cases: { options: unknown; rates: number[]; momenta: number[]; metrics: number[] }[];
}

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'schedules.json'), 'utf8')) as Golden;

/** What stands for a function in the file. */
const withFunctions = (options: unknown): unknown => {
  if (options === 'inverse') return (count: number) => 1 / (1 + count);
  const { schedules, ...others } = options as { schedules?: unknown[] };
  return schedules ? { ...others, schedules: schedules.map(withFunctions) } : options;
};

const base = { learningRate: golden.base, momentum: 0.9 };

function trajectory(options: ScheduleOptions, { rates, metrics }: Golden['cases'][number]): Rates[] {
  const at = { base, total: 40 };
  const all = [scheduledAt(options, { ...at, count: 0, current: base })];
  if (typeof options === 'object' && options.name === 'plateau') {
    let state = freshPlateau;
    for (const measured of metrics) {
      const next = afterMeasurement(options, state, { learningRate: all.at(-1)!.learningRate, measured });
      state = next.state;
      all.push({ ...base, learningRate: next.learningRate });
    }
    return all;
  }
  for (let count = 1; count < rates.length; count++)
    all.push(scheduledAt(options, { ...at, count, current: all[count - 1] }));
  return all;
}

describe('learning rate and momentum at every step are those of torch.optim.lr_scheduler', () => {
  it.each(golden.cases.map((one) => [JSON.stringify(one.options), one] as const))('%s', (_, one) => {
    const found = trajectory(scheduleSchema.parse(withFunctions(one.options)), one);
    expect(found).toHaveLength(one.rates.length);
    const distances = found.flatMap(({ learningRate, momentum }, index) => [
      Math.abs(learningRate - one.rates[index]),
      Math.abs(momentum - one.momenta[index]),
    ]);
    expect(Math.max(...distances)).toBeLessThan(1e-12);
  });
});
