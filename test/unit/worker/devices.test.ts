import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/protocol/devices';
import { outcomeOf, type ProbeOutcome } from '../../../src/worker/devices/probe';
import { surveyDevices } from '../../../src/worker/devices/survey';
import { device as finding } from '../../../src/worker/jobs/doctor';

const said = { ending: [0, null] as [number, null], stdout: '', stderr: '' };

describe('what a probe says', () => {
  it('is its measurement, whatever was printed before', () => {
    const stdout = 'hello from the driver\n{"losses":[1,0.5],"stepMillis":3}\n';
    expect(outcomeOf({ ...said, stdout })).toEqual({ measurement: { losses: [1, 0.5], stepMillis: 3 } });
  });

  it('is the reason why the device cannot be used', () => {
    const stdout = JSON.stringify({ failure: 'No supported adapters' });
    expect(outcomeOf({ ...said, stdout })).toEqual({
      problem: { kind: 'failed', message: 'No supported adapters' },
    });
  });

  it('is what the library that is missing is called', () => {
    const stderr =
      'FAIL : Failed to load library x.so with error: /usr/local/lib/libcublasLt.so.12: cannot open shared object file\n';
    const stdout = JSON.stringify({ failure: 'Failed to load shared library' });
    expect(outcomeOf({ ...said, stdout, stderr })).toEqual({
      problem: { kind: 'failed', message: 'libcublasLt.so.12: cannot open shared object file' },
    });
  });

  it('is how it ended when it says nothing', () => {
    expect(outcomeOf({ ...said, ending: [null, 'SIGSEGV'], stderr: 'vkCreateDevice\n' })).toEqual({
      problem: { kind: 'crashed', message: 'SIGSEGV: vkCreateDevice' },
    });
  });
});

describe('a survey of the devices', () => {
  const losses = [1.1, 0.9, 0.7];
  const outcomes: Partial<Record<DeviceId, ProbeOutcome>> = {
    cpu: { measurement: { losses, stepMillis: 10 } },
    webgpu: { measurement: { losses: losses.map((loss) => loss + 1e-5), stepMillis: 2 } },
    cuda: { problem: { kind: 'crashed', message: 'SIGSEGV' } },
    directml: { measurement: { losses: [1.1, 0.95, 0.7], stepMillis: 1 } },
    coreml: { measurement: { losses: [1.1, NaN, NaN], stepMillis: 1 } },
  };
  const survey = () =>
    surveyDevices(Object.keys(outcomes) as DeviceId[], (id) => Promise.resolve(outcomes[id]!));

  it('takes a device that gives the losses of the CPU for one that works', async () => {
    const [cpu, webgpu] = await survey();
    expect([cpu, webgpu]).toEqual([
      { device: 'cpu', works: true, stepMillis: 10 },
      { device: 'webgpu', works: true, stepMillis: 2 },
    ]);
  });

  it('tells of a device that crashes', async () => {
    const [, , cuda] = await survey();
    expect(cuda).toEqual({ device: 'cuda', works: false, problem: { kind: 'crashed', message: 'SIGSEGV' } });
  });

  it('refuses a device that computes other losses, or none', async () => {
    const [, , , directml, coreml] = await survey();
    expect(directml).toMatchObject({ works: false, problem: { kind: 'wrong' } });
    expect(directml.problem?.message).toBe('loss 0.95 in step 2, on the CPU 0.9');
    expect(coreml).toMatchObject({ works: false, problem: { kind: 'wrong' } });
  });

  it('says how far it is', async () => {
    const seen: string[] = [];
    await surveyDevices(
      ['cpu', 'webgpu'],
      (id) => Promise.resolve(outcomes[id]!),
      (done, total) => seen.push(`${done}/${total}`),
    );
    expect(seen).toEqual(['0/2', '1/2', '2/2']);
  });
});

describe('what the doctor says of a device', () => {
  it('says how long a step takes, or that it takes far too long', () => {
    const text = (stepMillis?: number) => finding({ device: 'webgpu', works: true, stepMillis }).text;
    expect(text(41.6)).toBe('GPU (WebGPU) works: 42 ms for a step of a small CNN on 8 slices.');
    expect(text()).toBe('GPU (WebGPU) works, but very slowly.');
  });

  it('is no warning where there just is none', () => {
    const problem = { kind: 'failed' as const, message: 'No supported adapters' };
    expect(finding({ device: 'webgpu', works: false, problem })).toEqual({
      id: 'device',
      status: 'absent',
      text: 'GPU (WebGPU) does not work. It cannot be used here: No supported adapters.',
      next: 'Needs a GPU and its current driver.',
    });
  });

  it('is a warning where one is there that must not be used', () => {
    const problem = { kind: 'wrong' as const, message: 'loss 2 in step 1, on the CPU 1' };
    expect(finding({ device: 'webgpu', works: false, problem })).toMatchObject({
      status: 'warning',
      next: 'Do not choose it; a newer driver may help.',
    });
  });
});
