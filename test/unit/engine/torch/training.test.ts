import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../../src/engine';
import type { EpochLine } from '../../../../src/protocol/run';
import { readMetrics } from '../../../../src/runs';
import { runTraining, type JobContext } from '../../../../src/train';
import { pytorch } from '../../../pytorch.mjs';
import { typingsFolder } from '../../train/installation';
import { failureFrom, patientDeadlines, trainingFile, trainJob } from '../../train/student';
import { changedPython, torchOnCpu } from './installation';

const missing = pytorch.missing();

const wide = 2 ** 24;
/** What PyTorch may have here: the output of the wide layer is 26 GB. */
const mostKilobytes = 8 * 2 ** 20;
const wideModel = (...layers: string[]) => `() =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.reshape({ targetShape: [64, 1] }),
        tf.layers.dense({ units: ${wide}, useBias: false, kernelInitializer: 'zeros' }),
        ${layers.join('\n        ')}
        tf.layers.dense({ units: 3 }),
      ],
    })`;

describe.skipIf(missing !== undefined)(`a training by PyTorch${missing ? ` (${missing})` : ''}`, () => {
  let programs: string;
  let typings: string;
  beforeAll(async () => {
    const options = await torchOnCpu();
    programs = options.torch!.programs;
    typings = await typingsFolder();
    const python = await withLittleMemory();
    await startEngine({ ...options, torch: { programs, python } });
  });
  afterAll(() => rm(programs, { recursive: true, force: true }));

  const figuresFile = () => path.join(programs, 'figures.json');

  /** A Python with little memory, whose device tells these figures of a shortage, once they are there: the CPU knows none. */
  function withLittleMemory(): Promise<string> {
    const code = `import json, os
from lits_torch import memory
shortage, file = memory.shortage, ${JSON.stringify(figuresFile())}
memory.shortage = lambda *asked: json.load(open(file)) if os.path.exists(file) else shortage(*asked)
`;
    return changedPython(programs, code, `ulimit -v ${mostKilobytes}`);
  }

  const context = (): JobContext => ({
    signal: new AbortController().signal,
    emit: () => undefined,
    engine: { backend: 'onnx', device: 'torch:cpu', threads: 1 },
    typings,
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '/nowhere' },
  });

  it('records at each validation what the memory of the device holds', async () => {
    const job = await trainJob(trainingFile(), { device: 'torch:cpu' });
    await runTraining(job, context());
    const { lines } = await readMetrics(job.runDir);
    const epochs = lines.filter((line): line is EpochLine => line.kind === 'epoch');
    expect(epochs).toHaveLength(2);
    for (const { deviceMemoryBytes, devicePeakBytes } of epochs) {
      expect(deviceMemoryBytes).toBeGreaterThan(10 * 2 ** 20);
      expect(devicePeakBytes).toBeGreaterThanOrEqual(deviceMemoryBytes!);
    }
  });

  it('that has no memory left names batch and layer, and half the batch where nothing more is known', async () => {
    const text = trainingFile({ model: wideModel('tf.layers.globalAveragePooling1d(),'), batchSize: '512' });
    const line = text.split('\n').findIndex((each) => each.includes(`units: ${wide}`)) + 1;
    const job = await trainJob(text, { device: 'torch:cpu' });
    const failure = await failureFrom(() => runTraining(job, context()));
    expect(failure.what).toMatch(/^The memory is not enough for training step 1 with a batch of 6 slices/);
    expect(failure.why).toMatch(new RegExp(`GB, made by \\w+ of dense_\\S+ \\(train\\.ts, line ${line}\\)`));
    expect(failure.next).toContain('Set batchSize to 3 or less');
    expect(failure.problems[0]?.line).toBe(line);
  });

  it('that ran out of it names the layer, and how many slices can fit at most, where the device knows its figures', async () => {
    await writeFile(figuresFile(), JSON.stringify({ used: 5e9, tried: 2e9, limit: 6e9 }));
    const larger = [
      `tf.layers.reshape({ targetShape: [64, ${wide}, 1] }),`,
      'tf.layers.zeroPadding2d({ padding: [[64, 0], [0, 0]] }),',
      'tf.layers.globalAveragePooling2d({}),',
    ];
    const text = trainingFile({ model: wideModel(...larger), batchSize: '512' });
    const job = await trainJob(text, { device: 'torch:cpu' });
    const failure = await failureFrom(() => runTraining(job, context()));
    expect(failure.why).toMatch(
      /^The memory ran out in \w+ of dense_\S+ \(train\.ts, line \d+\)\. The largest tensor is .* of zero_padding2d_\S+ \(train/,
    );
    expect(failure.why).toContain('the device has 6.0 GB. More than 5 slices cannot fit.');
    expect(failure.next).toContain('Set batchSize to 3 or less');
  });
});
