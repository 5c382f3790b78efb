import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { softwareGpu } from '../../softwareGpu.mjs';

interface Training {
  losses: number[];
  /** Bytes of the last step. */
  crossed: { up: number; down: number };
  volumeGradient: number[];
  partsInReverse: number[];
}

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.resolve(here, '../../../artifacts/unit/webgpu/losses.cjs');

/** In a process of its own: the driver is found when a process starts, and one that crashes takes its process along. */
async function train(device: 'cpu' | 'webgpu'): Promise<Training> {
  const env = { ...process.env, ...softwareGpu.environment };
  const { stdout } = await promisify(execFile)(process.execPath, [program, device], { env });
  return JSON.parse(stdout) as Training;
}

const missing = softwareGpu.missing();
if (missing) console.warn(`Not tested on WebGPU: ${missing}`);

describe.skipIf(missing !== undefined)(`WebGPU, by SwiftShader${missing ? ` (${missing})` : ''}`, () => {
  let [onCpu, onGpu]: Training[] = [];
  beforeAll(async () => {
    await build({
      entryPoints: [path.join(here, 'webgpu/losses.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['onnxruntime-node'],
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
    onCpu = await train('cpu');
    onGpu = await train('webgpu');
  }, 120_000);

  it('gives the losses of the CPU over 20 steps', () => {
    expect(onGpu.losses).toHaveLength(20);
    onGpu.losses.forEach((loss, step) => expect(loss).toBeCloseTo(onCpu.losses[step], 4));
  });

  it('keeps weights and the state of the optimizer on the device', () => {
    const pictures = 5 * 16 * 16 * 4;
    expect(onGpu.crossed.up).toBeGreaterThan(pictures);
    expect(onGpu.crossed.up).toBeLessThan(pictures + 500);
    expect(onGpu.crossed.down).toBe(4);
  });

  it('joins and splits more tensors than its kernels can take', () =>
    expect(onGpu.partsInReverse).toEqual(Array.from({ length: 40 }, (_, index) => 39 - index)));

  it('leaves to the CPU what its provider cannot compute', () => {
    expect(onGpu.volumeGradient.filter((value) => value !== 0)).toHaveLength(8);
    onGpu.volumeGradient.forEach((value, index) => expect(value).toBeCloseTo(onCpu.volumeGradient[index], 5));
  });
});
