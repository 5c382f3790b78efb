import { measure } from '../../src/evaluate/measure';
import { predictionTable } from '../../src/evaluate/predictions';
import { poolVolumes } from '../../src/evaluate/volumes';
import { uniform } from '../golden/hash';
import { median } from './statistics';

export interface MetricsReport {
  slices: number;
  volumes: number;
  resamples: number;
  /** Confusion matrix, all figures and their intervals, by slice and by volume; the median of `runs`. */
  millis: number;
  /** Processor time of the same: on a busy machine, what a quiet one would need. */
  processorMillis: number;
  runs: number;
}

const stream = 6000;

/** Predictions of three classes, no two alike, that are right more often than not. */
export function manyPredictions(slices: number, volumes: number) {
  const draw = (position: number) => (uniform(stream, position) + 1) / 2;
  const labels = Array.from({ length: slices }, (_, index) => Math.floor(3 * draw(4 * index)));
  const probabilities = labels.map((label, index) => {
    const powers = [0, 1, 2].map((k) => Math.exp(3 * draw(4 * index + 1 + k) + Number(k === label)));
    const sum = powers[0] + powers[1] + powers[2];
    return powers.map((power) => power / sum);
  });
  const names = labels.map((_, index) => String(Math.floor((index * volumes) / slices)));
  return predictionTable(labels, probabilities, 3, names);
}

/** Measures how long the metrics of a large evaluation take. */
export function benchMetrics(): MetricsReport {
  const [slices, volumes, resamples, runs] = [100_000, 225, 1000, 3];
  const table = manyPredictions(slices, volumes);
  const times = Array.from({ length: runs }, () => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    measure(table, { resamples });
    measure(poolVolumes(table), { resamples });
    return { millis: performance.now() - start, processorMillis: process.cpuUsage(before).user / 1000 };
  });
  return {
    slices,
    volumes,
    resamples,
    millis: median(times.map(({ millis }) => millis)),
    processorMillis: median(times.map(({ processorMillis }) => processorMillis)),
    runs,
  };
}
