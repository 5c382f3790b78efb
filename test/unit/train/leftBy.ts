import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { TrainJob } from '../../../src/protocol/jobs/trainJob';
import { readMetrics, readRun } from '../../../src/runs';

/** Other ones each time. */
const ofTheMachine = ['seconds', 'imagesPerSecond', 'memoryBytes'];

/** All that a run leaves that is the same each time: metrics, weights, how it ended. */
export async function leftBy({ runDir }: Pick<TrainJob, 'runDir'>) {
  const { lines, damaged } = await readMetrics(runDir);
  const { config, best, stoppedEarly, progress, state } = await readRun(runDir);
  return {
    lines: lines.map((line) =>
      Object.fromEntries(Object.entries(line).filter(([name]) => !ofTheMachine.includes(name))),
    ),
    damaged,
    config,
    best,
    stoppedEarly,
    state,
    steps: progress?.step,
    last: await weightsIn(path.join(runDir, 'checkpoints/last')),
    bestWeights: await weightsIn(path.join(runDir, 'checkpoints/best')),
    folders: (await readdir(path.join(runDir, 'checkpoints'))).sort(),
  };
}

async function weightsIn(folder: string): Promise<string> {
  const file = (await readdir(folder)).find((name) => name.endsWith('.bin'))!;
  return (await readFile(path.join(folder, file))).toString('hex');
}
