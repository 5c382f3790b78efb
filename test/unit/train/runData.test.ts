import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunRecord } from '../../../src/protocol/run';
import { rememberDataSet } from '../../../src/runs';
import { openData } from '../../../src/train/openData';
import { openRunData } from '../../../src/train/runData';
import { rampPng, temporaryFolder, writeDataset } from '../data/fixture';

const context = { signal: new AbortController().signal, emit: () => undefined };

let trainedOn: NonNullable<RunRecord['dataset']>;
let place: string;
beforeEach(async () => {
  const list = await temporaryFolder();
  for (const name of ['XDG_DATA_HOME', 'APPDATA']) vi.stubEnv(name, list);
  place = await writeDataset();
  const { fingerprint } = await openData(place, context);
  trainedOn = { path: place, fingerprint, slices: { train: 6, val: 3, test: 3 } };
});

async function move(): Promise<string> {
  const target = path.join(await temporaryFolder(), 'elsewhere');
  await rename(place, target);
  return target;
}

describe('the data set of an old run that was moved', () => {
  it('is found when its new place was named once', async () => {
    const moved = await move();
    await rememberDataSet({ path: moved });
    const dataset = await openRunData(trainedOn, context);
    expect([dataset.path, dataset.fingerprint]).toEqual([moved, trainedOn.fingerprint]);
  });

  it('is found where another one lies in its old place', async () => {
    const moved = await move();
    await openData(moved, context);
    const other = await writeDataset({ pictures: { 'val/volumes/volume-2_0.png': await rampPng(99) } });
    await rename(other, place);
    expect((await openRunData(trainedOn, context)).path).toBe(moved);
  });

  it('is asked for, and why, where no known data set has its content', async () => {
    await move();
    await rememberDataSet({
      path: await writeDataset({ pictures: { 'val/volumes/volume-2_0.png': await rampPng(99) } }),
    });
    const error: unknown = await openRunData(trainedOn, context).catch((error: unknown) => error);
    const { failure } = error as { failure: { what: string; why: string; next: string } };
    expect(failure.what).toContain(path.dirname(place));
    expect(failure.why).toContain(trainedOn.fingerprint.slice(0, 12));
    expect(failure.next).toContain('lits data use');
  });

  it('is not taken for a known one that is damaged', async () => {
    await move();
    const damaged = await writeDataset();
    await rememberDataSet({ path: damaged });
    await rm(path.join(damaged, 'val/volumes/volume-2_0.png'));
    await expect(openRunData(trainedOn, context)).rejects.toThrow('is not there');
  });
});

it('says so where the data set has changed in its place', async () => {
  await rm(place, { recursive: true });
  const other = await writeDataset({ pictures: { 'val/volumes/volume-2_0.png': await rampPng(99) } });
  await rename(other, place);
  await expect(openRunData(trainedOn, context)).rejects.toThrow('has changed since this run was trained');
});
