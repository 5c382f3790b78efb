import { cpus, loadavg } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { measureActivation } from './activation';
import { measureBundles } from './bundles';
import type { EngineDevice } from '../../src/engine';
import { physicalCores } from '../../src/engine/cores';
import { defaultDevice, deviceIdSchema } from '../../src/protocol/devices';
import { benchComparison } from './comparison';
import { benchData } from './data';
import { benchDataBrowser } from './dataBrowser';
import { benchLaboratory } from './laboratory';
import { benchMetrics } from './metrics';
import { benchOpening } from './opening';
import { benchVolumes } from './volumes';
import { printReport } from './print';
import type { BenchReport } from './report';
import { models, type ModelName } from '../models/models';
import { measureAugmentation } from './training/augmentation';
import { compareTraining } from './training/compare';
import { measureMemory } from './training/memory';
import { modes, type Mode } from './training/modes';
import { measureStart } from './training/start';

const parts = [
  'training',
  'augmentation',
  'start',
  'memory',
  'data',
  'volumes',
  'metrics',
  'comparison',
  'laboratory',
  'dataBrowser',
  'activation',
  'bundles',
] as const;
/** What is measured only when asked for: it takes hours. */
const onRequest: readonly (typeof parts)[number][] = ['memory'];
/** The model with the longest time to its first step, and the models that need the most memory. */
const startModel: ModelName = 'resnet50';
const memoryModels: readonly ModelName[] = ['alexnet', 'resnet50'];
/** Slices a step, unless told otherwise. */
const batches: Readonly<Record<ModelName, number>> = { 'small-cnn': 16, alexnet: 16, resnet50: 8 };
const root = process.env['LITS_BENCH_ROOT'] ?? process.cwd();

interface Options {
  json: boolean;
  only?: (typeof parts)[number][];
  models: ModelName[];
  modes: Mode[];
  batch?: number;
  side: number;
  device: EngineDevice;
  blocks: number;
  steps: number;
  warmUp: number;
  threads: number;
  starts: number;
  memorySteps: number;
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
      'Measures training, evaluation and prediction beside PyTorch, augmentation, the start, memory, the data pipeline, volumes, metrics, the comparison of runs, activation and bundle sizes.',
    )
    .option('--json', 'print one JSON object', false)
    .addOption(
      new Option(
        '--only <parts...>',
        `measure these parts alone (default: all but ${onRequest.join()})`,
      ).choices(parts),
    )
    .addOption(
      new Option('--models <names...>', 'models to train')
        .choices(Object.keys(models))
        .default(Object.keys(models)),
    )
    .addOption(new Option('--modes <names...>', 'what to do with them').choices(modes).default([...modes]))
    .option('--batch <n>', `slices a step (default: ${JSON.stringify(batches)})`, count)
    .option('--side <n>', 'side of the input picture', count, 256)
    .addOption(
      new Option('--device <device>', 'where to compute; beside a GPU, PyTorch uses CUDA where it has it')
        .argParser((text) => deviceIdSchema.parse(text))
        .default(defaultDevice),
    )
    .option('--blocks <n>', 'how often the contestants take turns', count, 6)
    .option('--steps <n>', 'steps in a turn', count, 5)
    .option('--warm-up <n>', 'steps before the first turn, not counted', count, 3)
    .option('--threads <n>', 'threads for each contestant', count, physicalCores())
    .option('--starts <n>', 'processes to start for the time to the first step', count, 3)
    .option('--memory-steps <n>', 'steps of each model, for the part `memory`', count, 2000)
    .option('--no-torch', 'leave PyTorch out')
    .parse();
  const options = command.opts<Options>();
  const only = options.only ?? parts.filter((part) => !onRequest.includes(part));
  const wanted = (part: (typeof parts)[number]) => only.includes(part);
  const say = (text: string) => process.stderr.write(`${text}\n`);

  const report: BenchReport = {
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: physicalCores(),
      node: process.versions.node,
      loadBefore: loadavg()[0] ?? 0,
    },
  };
  const settingsOf = (model: ModelName) => ({
    ...options,
    model,
    batch: options.batch ?? batches[model],
    root,
  });
  if (wanted('training')) {
    report.training = [];
    for (const model of options.models) report.training.push(await compareTraining(settingsOf(model), say));
  }
  if (wanted('augmentation')) report.augmentation = measureAugmentation(settingsOf('small-cnn'));
  if (wanted('start')) report.start = await measureStart(settingsOf(startModel), say);
  if (wanted('memory')) {
    report.memory = [];
    for (const model of memoryModels)
      report.memory.push(await measureMemory({ ...settingsOf(model), steps: options.memorySteps }, say));
  }
  if (wanted('data')) {
    report.data = await benchData(root, options.threads, options.torch);
    report.opening = await benchOpening();
  }
  if (wanted('volumes')) report.volumes = await benchVolumes(root, options.threads, options.blocks);
  if (wanted('metrics')) report.metrics = benchMetrics();
  if (wanted('comparison')) report.comparison = await benchComparison();
  if (wanted('laboratory')) report.laboratory = benchLaboratory();
  if (wanted('dataBrowser')) report.dataBrowser = await benchDataBrowser();
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
