import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workerEnvironment } from '../../../src/launch/environment';

export interface AugmentationSetup {
  batch: number;
  threads: number;
  /** Steps of each kind before the first turn. */
  warmUp: number;
  /** Turns of each kind. */
  blocks: number;
  /** Steps in a turn. */
  steps: number;
}

/** Of a step. */
export interface StepMillis {
  /** On slices as they are. */
  asTheyAre: number;
  /** On slices that were augmented before. */
  augmentedBefore: number;
  /** On slices that are augmented meanwhile. */
  augmented: number;
}

/** Times in milliseconds; medians unless they say fastest. */
export interface AugmentationReport {
  batch: number;
  threads: number;
  /** Steps of each kind. */
  steps: number;
  millis: StepMillis;
  fastestMillis: StepMillis;
  /** What augmentation adds to a step on the same pictures, as a share of it: the median of the turns. */
  added: number;
  /** A whole batch in one thread, with nothing beside it. */
  aloneMillis: number;
  fastestAloneMillis: number;
}

/** Measures what augmentation in threads adds to a step of the small CNN, in a process of its own. */
export function measureAugmentation(setup: AugmentationSetup & { root: string }): AugmentationReport {
  const program = join(setup.root, 'artifacts', 'bench', 'augmentationProcess.cjs');
  const { stdout, status } = spawnSync(process.execPath, [program, JSON.stringify(setup)], {
    encoding: 'utf8',
    env: workerEnvironment(process.env, {}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (status !== 0 || !line)
    throw new Error('The measurement of augmentation ended early; its message is above.');
  return JSON.parse(line) as AugmentationReport;
}
