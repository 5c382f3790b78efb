import type { ModeReport, TrainingReport } from '../report';
import type { Contestant, Setup } from './contestant';
import { findTorch, layouts, startEngineProcess, startTorchProcess } from './contestants';
import type { Mode } from './modes';

export interface CompareOptions extends Setup {
  root: string;
  blocks: number;
  steps: number;
  torch: boolean;
}

/**
 * Trains and asks the same model on this project's engine and on PyTorch, contiguous and channels-last, as live processes that
 * take turns: a machine that slows down slows all of them down.
 */
export async function compareTraining(
  options: CompareOptions,
  say: (text: string) => void,
): Promise<TrainingReport> {
  const { root, blocks, steps, model, batch, side, device, threads, warmUp, modes } = options;
  const setup: Setup = { model, batch, side, device, threads, warmUp, modes };
  say(`Training: ${model}, batch ${batch}, ${side}x${side}x1, Adam, ${device}, ${threads} threads`);
  const ours = startEngineProcess(root, setup);
  const others: { name: string; contestant: Contestant }[] = [];
  try {
    const engine = await ours.ready();
    say(`  ${engine.name} is ready, ${engine.parameters} parameters`);
    const python = options.torch ? findTorch() : undefined;
    let torchVersion: string | undefined;
    for (const layout of python ? layouts : []) {
      const contestant = startTorchProcess(root, python!, setup, layout);
      const other = { name: `PyTorch ${layout}`, contestant };
      others.push(other);
      const ready = await contestant.ready();
      other.name = ready.name;
      if (ready.parameters !== engine.parameters)
        throw new Error(`The two models differ: ${engine.parameters} and ${ready.parameters} parameters.`);
      torchVersion = ready.version;
      say(`  ${ready.name} is ready`);
    }
    for (let block = 1; block <= blocks; block++) {
      for (const mode of modes) {
        await ours.takeTurn({ mode, steps });
        for (const { contestant } of others) await contestant.takeTurn({ mode, steps });
      }
      say(`  turn ${block} of ${blocks}`);
    }
    const reportOf = (mode: Mode): ModeReport =>
      compared(
        mode,
        ours.report(mode, engine.name, batch),
        others.map(({ name, contestant }) => contestant.report(mode, name, batch)),
      );
    return {
      model,
      batch,
      side,
      threads,
      backend: engine.backend ?? '',
      device: engine.device ?? '',
      torchVersion,
      modes: modes.map(reportOf),
    };
  } finally {
    for (const contestant of [ours, ...others.map((other) => other.contestant)]) contestant.leave();
  }
}

function compared(mode: Mode, engine: ModeReport['engine'], torch: ModeReport['torch']): ModeReport {
  if (torch.length === 0) return { mode, engine, torch };
  const ratioOf = (time: 'medianMillis' | 'fastestMillis') =>
    Math.min(...torch.map((contestant) => contestant[time])) / engine[time];
  return { mode, engine, torch, ratio: ratioOf('medianMillis'), ratioOfFastest: ratioOf('fastestMillis') };
}
