import { cpus, loadavg } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { measureActivation } from './activation';
import { measureBundles } from './bundles';
import { physicalCores } from '../../src/engine/cores';
import { benchData } from './data';
import { printReport } from './print';
import type { BenchReport } from './report';
import { models, type ModelName } from '../models/models';
import { compareTraining } from './training/compare';

const parts = ['training', 'data', 'activation', 'bundles'] as const;
/** Slices a step, unless told otherwise. */
const batches: Readonly<Record<ModelName, number>> = { 'small-cnn': 16, alexnet: 16, resnet50: 8 };
const root = process.env['LITS_BENCH_ROOT'] ?? process.cwd();

interface Options {
  json: boolean;
  only?: (typeof parts)[number][];
  models: ModelName[];
  batch?: number;
  side: number;
  blocks: number;
  steps: number;
  warmUp: number;
  threads: number;
  torch: boolean;
}

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number from 1 on.');
  return value;
};

async function main(): Promise<void> {
  const command = new Command('npm run bench --')
    .description(
      'Measures training throughput beside PyTorch, the data pipeline, activation and bundle sizes.',
    )
    .option('--json', 'print one JSON object', false)
    .addOption(new Option('--only <parts...>', 'measure these parts alone').choices(parts))
    .addOption(
      new Option('--models <names...>', 'models to train')
        .choices(Object.keys(models))
        .default(Object.keys(models)),
    )
    .option('--batch <n>', `slices a step (default: ${JSON.stringify(batches)})`, count)
    .option('--side <n>', 'side of the input picture', count, 256)
    .option('--blocks <n>', 'how often the contestants take turns', count, 6)
    .option('--steps <n>', 'steps in a turn', count, 5)
    .option('--warm-up <n>', 'steps before the first turn, not counted', count, 3)
    .option('--threads <n>', 'threads for each contestant', count, physicalCores())
    .option('--no-torch', 'leave PyTorch out')
    .parse();
  const options = command.opts<Options>();
  const wanted = (part: (typeof parts)[number]) => !options.only || options.only.includes(part);
  const say = (text: string) => process.stderr.write(`${text}\n`);

  const report: BenchReport = {
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: physicalCores(),
      node: process.versions.node,
      loadBefore: loadavg()[0] ?? 0,
    },
  };
  if (wanted('training')) {
    report.training = [];
    for (const model of options.models)
      report.training.push(
        await compareTraining({ ...options, model, batch: options.batch ?? batches[model], root }, say),
      );
  }
  if (wanted('data')) report.data = await benchData();
  const built = existsSync(join(root, 'dist', 'extension.cjs'));
  if (wanted('activation') && built) report.activation = measureActivation(root, say);
  if (wanted('bundles') && built) report.bundles = measureBundles(join(root, 'dist'));
  if (options.json) console.log(JSON.stringify(report));
  else printReport(report);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
