import type { EpochLine, ToComparison, XAxis } from '../../src/panels/comparison';
import { bytesOf } from '../shared/base64';
import { DebiasedMean } from '../../src/evaluate/smoothing';
import { continuousSeconds, epochPositions } from './positions';
import { firstAtOrAfter } from './search';
import type { Points } from './spans';

export const metrics = ['loss', 'accuracy'] as const;
export type Metric = (typeof metrics)[number];

type CurvePart = Omit<Extract<ToComparison, { type: 'curve' }>, 'type' | 'runDir'>;
type ColumnName = 'step' | 'epoch' | 'seconds' | Metric;

const columnNames: readonly ColumnName[] = ['step', 'epoch', 'seconds', 'loss', 'accuracy'];
const none = new Float32Array();

/** What one run has measured: columns over its steps. What is computed from them is kept until they grow. */
export class Curve {
  private columns: Record<ColumnName, Float32Array> = {
    step: none,
    epoch: none,
    seconds: none,
    loss: none,
    accuracy: none,
  };
  /** In order. */
  validations: readonly EpochLine[] = [];
  /** Lines of its file that could not be read. */
  damaged = 0;
  /** Steps of an epoch, until an epoch tells it. */
  stepsPerEpoch: number | undefined;
  private kept = new Map<string, { version: string; values: Float32Array }>();

  get length(): number {
    return this.columns.step.length;
  }

  /** Takes what is new. Steps that a run has done again count as it did them last. */
  add(part: CurvePart): void {
    const added = (name: ColumnName) => new Float32Array(bytesOf(part[name]).buffer);
    const step = added('step');
    const begin = Math.min(step[0] ?? Infinity, part.validations[0]?.step ?? Infinity);
    const count = part.fresh ? 0 : firstAtOrAfter(this.columns.step, step[0] ?? Infinity);
    for (const name of columnNames)
      this.columns[name] = joined(
        this.columns[name].subarray(0, count),
        name === 'step' ? step : added(name),
      );
    this.validations = [
      ...(part.fresh ? [] : this.validations.filter((line) => line.step < begin)),
      ...part.validations,
    ];
    this.damaged = part.damaged;
    this.kept = new Map();
  }

  /** Step, epoch, seconds, loss and accuracy of each step. */
  table(): Float32Array[] {
    return columnNames.map((name) => this.columns[name]);
  }

  values(metric: Metric): Float32Array {
    return this.columns[metric];
  }

  /** A running mean over every step. @param smoothing 0 to below 1 */
  smooth(metric: Metric, smoothing: number): Float32Array {
    if (smoothing === 0) return this.values(metric);
    return this.keep(`${metric} smooth`, String(smoothing), () => {
      const mean = new DebiasedMean(smoothing);
      return this.values(metric).map((value) => mean.next(value));
    });
  }

  /** Where each step stands on the horizontal axis, ascending. */
  positions(axis: XAxis): Float32Array {
    const { step, epoch, seconds } = this.columns;
    switch (axis) {
      case 'step':
        return step;
      case 'epoch':
        return this.keep(axis, '', () => epochPositions(step, epoch, this.stepsPerEpoch));
      case 'time':
        return this.keep(axis, '', () => continuousSeconds(seconds));
    }
  }

  /** What was measured on the validation split, where each validation took place. */
  validation(metric: Metric, axis: XAxis): Points {
    const { step } = this.columns;
    const lines = this.length === 0 ? [] : this.validations;
    const indexOf = (line: EpochLine) => Math.min(firstAtOrAfter(step, line.step), this.length - 1);
    const value = (line: EpochLine) => (metric === 'loss' ? line.valLoss : line.valAccuracy);
    return {
      positions: this.keep(`validation ${axis}`, '', () => {
        const positions = this.positions(axis);
        return Float32Array.from(lines, (line) => positions[indexOf(line)]);
      }),
      values: this.keep(`validation ${metric}`, '', () => Float32Array.from(lines, value)),
    };
  }

  /** @param version another one takes its place: a slider that is dragged asks for many, each but once */
  private keep(name: string, version: string, compute: () => Float32Array): Float32Array {
    const known = this.kept.get(name);
    if (known?.version === version) return known.values;
    const values = compute();
    this.kept.set(name, { version, values });
    return values;
  }
}

function joined(before: Float32Array, after: Float32Array): Float32Array {
  if (before.length === 0) return after;
  const both = new Float32Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}
