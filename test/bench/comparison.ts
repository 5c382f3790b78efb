import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CurvesFeed } from '../../src/extension/metrics/curvesFeed';
import { runFiles } from '../../src/runs';
import { uniform } from '../golden/hash';

export interface ComparisonReport {
  runs: number;
  steps: number;
  /** From the first byte that is read until the last message. */
  seconds: number;
  /** The longest time without a turn for anybody else. */
  longestTurnMillis: number;
  /** Processor time of that turn, or of another that needed more: on a busy machine, what a quiet one would need. */
  longestTurnProcessorMillis: number;
}

const stream = 6100;

function metricsOf(steps: number): string {
  return Array.from({ length: steps }, (_, index) => {
    const step = index + 1;
    const loss = Math.exp(-step / 9000) + 0.1 * (1 + uniform(stream, step));
    return `${JSON.stringify({ kind: 'step', step, epoch: 1 + Math.floor(index / 500), seconds: step / 7, loss, accuracy: 1 - loss / 2, learningRate: 0.001 })}\n`;
  }).join('');
}

/** Measures for how long the comparison of many long runs keeps the extension host from doing anything else. */
export async function benchComparison(): Promise<ComparisonReport> {
  const [runs, steps] = [100, 50_000];
  const home = await mkdtemp(join(tmpdir(), 'lits-bench-comparison-'));
  try {
    const file = join(home, 'metrics');
    await writeFile(file, metricsOf(steps));
    const dirs = Array.from({ length: runs }, (_, run) => join(home, String(run)));
    for (const dir of dirs) {
      await mkdir(dir);
      await link(file, join(dir, runFiles.metrics));
    }
    let received = 0;
    const feed = new CurvesFeed(({ step }) => {
      received += Buffer.from(step, 'base64').length / Float32Array.BYTES_PER_ELEMENT;
    });
    const watch = watchTurns();
    const start = performance.now();
    await feed.begin(dirs);
    const seconds = (performance.now() - start) / 1000;
    const longest = watch.end();
    if (received !== runs * steps) throw new Error(`${received} steps were told, of ${runs * steps}.`);
    return {
      runs,
      steps,
      seconds,
      longestTurnMillis: longest.time,
      longestTurnProcessorMillis: longest.processor,
    };
  } finally {
    await rm(home, { recursive: true });
  }
}

/** Looks in at every turn of the event loop, and keeps the longest time between, in milliseconds: it must not itself fill the memory. */
function watchTurns(): { end: () => { time: number; processor: number } } {
  const now = () => ({ time: performance.now(), processor: process.cpuUsage().user / 1000 });
  const longest = { time: 0, processor: 0 };
  let last = now();
  let isOver = false;
  const look = () => {
    const here = now();
    longest.time = Math.max(longest.time, here.time - last.time);
    longest.processor = Math.max(longest.processor, here.processor - last.processor);
    last = here;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  return {
    end: () => {
      isOver = true;
      return longest;
    },
  };
}
