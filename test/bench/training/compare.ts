import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workerEnvironment } from '../../../src/launch/environment';
import type { TrainingReport } from '../report';
import { Contestant, type Setup } from './contestant';

export interface CompareOptions extends Setup {
  root: string;
  blocks: number;
  steps: number;
  torch: boolean;
}

/**
 * Trains the same model on this project's engine and on PyTorch, contiguous and channels-last, as live processes that take turns: a
 * machine that slows down slows all of them down.
 */
export async function compareTraining(
  options: CompareOptions,
  say: (text: string) => void,
): Promise<TrainingReport> {
  const { root, blocks, steps, model, batch, side, threads, warmUp } = options;
  const setup: Setup = { model, batch, side, threads, warmUp };
  say(`Training: ${model}, batch ${batch}, ${side}x${side}x1, Adam, ${threads} threads`);
  const ours = new Contestant(
    process.execPath,
    [join(root, 'artifacts', 'bench', 'engineProcess.cjs'), JSON.stringify(setup)],
    workerEnvironment(process.env, {}),
  );
  const others: Contestant[] = [];
  try {
    const engine = await ours.ready();
    say(`  ${engine.name} is ready, ${engine.parameters} parameters`);
    const python = options.torch ? findTorch() : undefined;
    const names: string[] = [];
    let version = '';
    for (const layout of python ? ['contiguous', 'channels_last'] : []) {
      const script = join(root, 'test', 'bench', 'training', 'torch_process.py');
      const other = new Contestant(
        python!,
        [script, JSON.stringify({ ...setup, layout })],
        torchEnvironment(threads),
      );
      others.push(other);
      const ready = await other.ready();
      if (ready.parameters !== engine.parameters)
        throw new Error(`The two models differ: ${engine.parameters} and ${ready.parameters} parameters.`);
      names.push(ready.name);
      version = ready.version ?? '';
      say(`  ${ready.name} is ready`);
    }
    for (let block = 1; block <= blocks; block++) {
      for (const contestant of [ours, ...others]) await contestant.takeTurn({ steps });
      say(`  turn ${block} of ${blocks}`);
    }
    const result: TrainingReport = {
      model,
      batch,
      side,
      threads,
      engine: {
        ...ours.report(engine.name, batch),
        backend: engine.backend ?? '',
        device: engine.device ?? '',
      },
    };
    if (others.length) {
      const contestants = others.map((other, index) => other.report(names[index] ?? '', batch));
      result.torch = { version, contestants };
      const best = (of: 'medianMillis' | 'fastestMillis') =>
        Math.min(...contestants.map((contestant) => contestant[of])) / result.engine[of];
      result.ratio = best('medianMillis');
      result.ratioOfFastest = best('fastestMillis');
    }
    return result;
  } finally {
    for (const contestant of [ours, ...others]) contestant.leave();
  }
}

/** The first Python that can import PyTorch: a system's own may have it where a version manager's has not. */
function findTorch(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
  );
}

function torchEnvironment(threads: number): NodeJS.ProcessEnv {
  return { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
}
