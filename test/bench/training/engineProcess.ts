import path from 'node:path';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../../../src/engine';
import type { Answer, Ready, Setup, Turn } from './contestant';
import type { Mode } from './modes';
import { startRuntimeClock } from './runtimeClock';
import { parametersOf, workloadFor } from './workload';

/** Trains and asks a model on this project's engine, a turn of steps for every line read. See `contestant.ts`. */
async function main(): Promise<void> {
  const runtime = startRuntimeClock();
  const modules = performance.now();
  const setup = JSON.parse(process.argv[2] ?? '') as Setup & { spawnedAt: number };
  const { backend, device } = await startEngine({
    device: setup.device,
    threads: setup.threads,
    torch: { programs: path.dirname(process.argv[1]) },
  });
  const engine = performance.now();
  const workload = workloadFor(setup);
  const model = performance.now();

  const measure = async (mode: Mode, steps: number): Promise<Required<Answer>> => {
    const [millis, outsideMillis, rssBytes]: number[][] = [[], [], []];
    let value = NaN;
    for (let i = 0; i < steps; i++) {
      const before = runtime();
      const start = performance.now();
      value = await workload[mode]();
      const spent = performance.now() - start;
      const { compiling, running } = runtime();
      millis.push(spent);
      outsideMillis.push(spent - (compiling - before.compiling) - (running - before.running));
      rssBytes.push(process.memoryUsage.rss());
    }
    const peakRssBytes = process.resourceUsage().maxRSS * 1024;
    return { millis, outsideMillis, rssBytes, value, peakRssBytes, tensors: tf.memory().numTensors };
  };

  const first = await measure('train', 1);
  const { compiling, running } = runtime();
  if (setup.warmUp > 1) await measure('train', setup.warmUp - 1);
  for (const mode of setup.modes) if (mode !== 'train') await measure(mode, setup.warmUp);
  const ready: Ready = {
    name: `${backend} (${device})`,
    parameters: parametersOf(workload.model),
    backend,
    device,
    start: {
      modules: performance.timeOrigin + modules - setup.spawnedAt,
      engine: engine - modules,
      model: model - engine,
      recording: first.outsideMillis[0],
      compiling,
      running,
    },
  };
  console.log(JSON.stringify(ready));
  for await (const line of createInterface({ input: process.stdin })) {
    const { mode, steps } = JSON.parse(line) as Turn;
    console.log(JSON.stringify(await measure(mode, steps)));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
