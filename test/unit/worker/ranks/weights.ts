import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { readRun } from '../../../../src/runs';
import { lits, training } from './runningLits';

/** The weights of a run's last checkpoint. */
export async function weightsIn(runDir: string): Promise<Float32Array> {
  const folder = path.join(runDir, 'checkpoints/last');
  const file = (await readdir(folder)).find((name) => name.endsWith('.bin'))!;
  const bytes = await readFile(path.join(folder, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

let ofOne: Float32Array | undefined;

/** What the training leaves in one process. */
export async function weightsOfOne(): Promise<Float32Array> {
  if (ofOne) return ofOne;
  const { runDir, args } = await training();
  expect((await (await lits([...args, '--device', 'torch:cpu'])).end()).code).toBe(0);
  expect((await readRun(runDir)).ranks).toBeUndefined();
  return (ofOne = await weightsIn(runDir));
}

export function expectAlike(ours: Float32Array, theirs: Float32Array): void {
  const largest = Math.max(...theirs.map(Math.abs));
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((value, index) => expect(Math.abs(value - theirs[index])).toBeLessThan(1e-5 * largest));
}
