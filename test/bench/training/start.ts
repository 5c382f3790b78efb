import { spawnSync } from 'node:child_process';
import { workerEnvironment } from '../../../src/launch/environment';
import type { StartReport } from '../report';
import { median } from '../statistics';
import type { Contestant, Setup, StartParts } from './contestant';
import { findTorch, layouts, startEngineProcess, startTorchProcess } from './contestants';

export interface StartOptions extends Omit<Setup, 'warmUp' | 'modes'> {
  root: string;
  /** Processes to start of each kind. */
  starts: number;
  torch: boolean;
}

/** Measures the time from starting a process to the end of its first training step, beside PyTorch, in fresh processes. */
export async function measureStart(options: StartOptions, say: (text: string) => void): Promise<StartReport> {
  const { root, starts, model, batch, side, device, threads } = options;
  const setup: Setup = { model, batch, side, device, threads, warmUp: 1, modes: ['train'] };
  say(`Start to first step: ${model}, batch ${batch}, ${starts} starts`);
  const python = options.torch ? findTorch() : undefined;
  const torchMillis = new Map<string, number[]>();
  const parts: StartParts[] = [];
  for (let start = 0; start < starts; start++) {
    parts.push((await timed(() => startEngineProcess(root, setup))).start!);
    for (const layout of python ? layouts : []) {
      const { millis } = await timed(() => startTorchProcess(root, python!, setup, layout));
      torchMillis.set(layout, [...(torchMillis.get(layout) ?? []), millis]);
    }
  }
  const names = Object.keys(parts[0]) as (keyof StartParts)[];
  const total = (of: StartParts) => names.reduce((sum, name) => sum + of[name], 0);
  return {
    model,
    batch,
    threads,
    starts,
    millis: median(parts.map(total)),
    parts: Object.fromEntries(
      names.map((name) => [name, median(parts.map((of) => of[name]))]),
    ) as unknown as StartParts,
    torch: [...torchMillis].map(([layout, millis]) => ({
      name: `PyTorch ${layout}`,
      millis: median(millis),
    })),
  };
}

/**
 * Writes into more memory than a start needs, in a process that ends. A virtual machine gets its memory from its host when
 * it first touches it: 6 s for 2 GiB, measured, where touching them again takes 0.3 s; the first start would pay for all.
 */
function touchMemory(): void {
  const program = 'for (let i = 0; i < 5; i++) new Uint8Array(2 ** 30).fill(1)';
  spawnSync(process.execPath, ['-e', program], { env: workerEnvironment(process.env, {}) });
}

/** Starts a process, waits for its first step, and ends it. */
async function timed(start: () => Contestant): Promise<{ millis: number; start: StartParts | undefined }> {
  touchMemory();
  const began = performance.now();
  const contestant = start();
  try {
    const ready = await contestant.ready();
    return { millis: performance.now() - began, start: ready.start };
  } finally {
    contestant.leave();
  }
}
