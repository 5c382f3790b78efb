import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine } from '../../../src/engine';
import type * as Devices from '../../../src/engine/devices';
import { readRun } from '../../../src/runs';
import { evaluateRun, runTraining, type JobContext } from '../../../src/train';
import { typingsFolder } from './installation';
import { failureFrom, patientDeadlines, sentences, trainJob } from './student';

const fault = vi.hoisted(() => ({ happens: false }));

/** A GPU that is the CPU, until it is taken away. */
vi.mock('../../../src/engine/devices', async (importOriginal) => {
  const real = await importOriginal<typeof Devices>();
  const { cpu, webgpu } = real.devices;
  return {
    ...real,
    devices: { ...real.devices, webgpu: { ...cpu, id: webgpu.id } },
    guarded: <T>(device: Devices.Device, work: () => T): T =>
      real.guarded(device, () => {
        if (fault.happens) throw new Error('Non-zero status code Status Message: The device was lost.');
        return work();
      }),
  };
});

describe('a device that fails after the first epoch', () => {
  let context: JobContext;
  beforeAll(async () => {
    context = {
      signal: new AbortController().signal,
      emit: (event) => {
        fault.happens ||= event.type === 'metric' && event.line.kind === 'epoch';
      },
      engine: await startEngine({ device: 'webgpu' }),
      typings: await typingsFolder(),
      deadlines: patientDeadlines,
      worker: { pid: process.pid, socket: '/nowhere' },
    };
  });

  it('ends the run with a failure that names the CPU as the way out, and leaves the last checkpoint', async () => {
    const job = await trainJob(undefined, { device: 'webgpu' });
    const failure = await failureFrom(() => runTraining(job, context));
    expect(failure).toMatchObject({
      what: 'GPU (WebGPU) failed.',
      why: 'The device was lost.',
      device: 'webgpu',
    });
    expect(sentences(failure)).toContain('Train on the CPU');
    const run = await readRun(job.runDir);
    expect(run).toMatchObject({ state: 'failed', failure, device: 'webgpu', best: { epoch: 1 } });

    fault.happens = false;
    const { runDir } = job;
    const evaluation = await evaluateRun(
      { runDir, split: 'val', checkpoint: 'last', device: 'cpu' },
      context,
    );
    expect(evaluation.bySlice.figures.logLoss).toBeCloseTo(run.best!.valLoss, 5);
  });
});
