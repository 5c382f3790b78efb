/**
 * Trains all scenarios and writes what comes of them into a folder: `node rankProcess.cjs FOLDER PYTHON`, alone or as a process that
 * `torchrun` has started.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../../../../src/engine';
import { messageOf } from '../../../../src/protocol/failure';
import { trainModel } from '../../../../src/train/loop';
import { NamedOptimizer } from '../../../../src/train/optimize/namedOptimizer';
import { optimizerSchema } from '../../../../src/train/optimize/settings';
import { runInScope } from '../../../../src/train/program/scope';
import { randomStream } from '../../../../src/train/random';
import { Ranks, type Place } from '../../../../src/train/ranks';
import { patienceMillis } from '../../../patience.mjs';
import { memorySplit } from '../memorySplit';
import { scenarios, type Outcome, type Scenario } from './scenarios';

const [, program, folder, python] = process.argv as [string, string, string, string];
const { RANK, WORLD_SIZE, LOCAL_RANK } = process.env;
const place: Place | undefined =
  RANK === undefined
    ? undefined
    : { rank: Number(RANK), count: Number(WORLD_SIZE), local: Number(LOCAL_RANK) };

const log = () => undefined;
const bundle = { code: '', map: '{"version":3,"sources":[],"mappings":""}', hash: '' };

/** Gives each picture a noise of its own, whatever rows it is read with: no two neighbours are alike, which one is largest is clear. */
function augment({ images, indices }: { images: Float32Array; indices: Int32Array }): Promise<void> {
  const size = images.length / indices.length;
  for (const [row, index] of indices.entries()) {
    const random = randomStream(index, 'augment');
    for (let at = row * size; at < (row + 1) * size; at++) images[at] = (images[at] + random()) / 2;
  }
  return Promise.resolve();
}

async function outcomeOf(name: string, scenario: Scenario): Promise<Outcome> {
  const { model: build, optimizer, slices, config, steering, stopAfter } = scenario;
  const scope = { log, random: randomStream(5, 'weights'), task: 'building', deadlineMs: patienceMillis };
  const model = runInScope(scope, build);
  const wish = new AbortController();
  const ranks = place && new Ranks(place, wish.signal);
  const lines: object[] = [];
  try {
    const end = await trainModel({
      program: { bundle, file: '/train.ts' },
      model,
      optimizer: new NamedOptimizer(optimizerSchema.parse(optimizer)),
      augmenter: { apply: augment, close: () => Promise.resolve() },
      config: { ...config, optimizer: 'named', learningRate: 0.1, seed: 1, augmented: false },
      ...(steering ? { steering } : {}),
      train: memorySplit(slices),
      validation: memorySplit(5, 'val'),
      signal: ranks?.signal ?? wish.signal,
      ranks,
      log,
      stepDeadlineMs: patienceMillis,
      observer: {
        step({ step, loss, accuracy, objective, gradientNorm }) {
          lines.push({ step, loss, accuracy, objective, gradientNorm });
          if (step === stopAfter && (place?.rank ?? 0) === 0) wish.abort();
        },
        validation: () => undefined,
        epoch({ step, valLoss, valF1, loss }) {
          lines.push({ step, valLoss, valF1, loss });
          return Promise.resolve();
        },
      },
    });
    const hash = createHash('sha256');
    const parts = model.weights.map((weight) => weight.read().dataSync<'float32'>());
    for (const part of parts) hash.update(part);
    const names = model.weights.map((weight, index) => ({ name: weight.name, size: parts[index].length }));
    if ((place?.rank ?? 0) === 0) {
      const bytes = parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
      writeFileSync(path.join(folder, `${name}.bin`), Buffer.concat(bytes));
    }
    return { weights: hash.digest('hex'), names, lines, end };
  } catch (error) {
    return { lines, failure: messageOf(error) };
  } finally {
    tf.disposeVariables();
  }
}

async function main(): Promise<void> {
  const programs = path.dirname(program);
  const ranks = place && { waitSeconds: patienceMillis / 1000 };
  await startEngine({ device: 'torch:cpu', threads: 1, torch: { programs, python, ranks } });
  const outcomes: Record<string, Outcome> = {};
  for (const [name, scenario] of Object.entries<Scenario>(scenarios))
    outcomes[name] = await outcomeOf(name, scenario);
  writeFileSync(path.join(folder, `rank-${place?.rank ?? 0}.json`), JSON.stringify(outcomes));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
