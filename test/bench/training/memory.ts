import type { MemoryReport } from '../report';
import { median } from '../statistics';
import type { Setup } from './contestant';
import { startEngineProcess } from './contestants';

export interface MemoryOptions extends Omit<Setup, 'warmUp' | 'modes'> {
  root: string;
  steps: number;
}

/** Until its graphs are compiled and its buffers are in use, a training grows. */
const warmUp = 5;
/** Steps between two words about how far it is. */
const turn = 50;

/** Trains for so many steps and says what it took of memory, and whether that grew. */
export async function measureMemory(
  options: MemoryOptions,
  say: (text: string) => void,
): Promise<MemoryReport> {
  const { root, steps, model, batch, side, device, threads } = options;
  say(`Memory: ${model}, batch ${batch}, ${steps} steps`);
  const contestant = startEngineProcess(root, {
    model,
    batch,
    side,
    device,
    threads,
    warmUp,
    modes: ['train'],
  });
  try {
    await contestant.ready();
    const rss: number[] = [];
    const tensors: number[] = [];
    let peakRssBytes = 0;
    while (rss.length < steps) {
      const answer = await contestant.takeTurn({ mode: 'train', steps: Math.min(turn, steps - rss.length) });
      rss.push(...(answer.rssBytes ?? []));
      tensors.push(answer.tensors ?? NaN);
      peakRssBytes = answer.peakRssBytes;
      say(`  step ${rss.length} of ${steps}`);
    }
    const tenth = Math.max(1, Math.floor(steps / 10));
    return {
      model,
      batch,
      steps,
      peakRssBytes,
      growthBytes: median(rss.slice(-tenth)) - median(rss.slice(0, tenth)),
      tensorsGrowth: tensors[tensors.length - 1] - tensors[0],
    };
  } finally {
    contestant.leave();
  }
}
