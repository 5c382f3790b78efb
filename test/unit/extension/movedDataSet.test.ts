import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { askForChosen, requireRunData } from '../../../src/extension/training/movedDataSet';
import type { StoredRun } from '../../../src/extension/runs/workspaceRuns';
import { knownDataSets, rememberDataSet } from '../../../src/runs';
import { temporaryFolder, writeDataset } from '../data/fixture';
import { runRecord } from '../runRecord';

vi.mock('vscode', () => ({
  window: { showWarningMessage: vi.fn(), showOpenDialog: vi.fn() },
  CancellationError: class extends Error {
    override name = 'Canceled';
  },
}));

interface Button {
  title: string;
}

const choosePlace = 'Choose Its New Place…';
const slices = { train: 6, val: 3, test: 3 };
const fingerprint = 'f'.repeat(64);
let place: string;

/** The student presses a button of the dialog, if any, and points to a folder where asked to. Returns the buttons that were there. */
function student(press: string | undefined, folder?: string) {
  const seen: string[][] = [];
  vi.mocked(vscode.window.showWarningMessage).mockImplementation((_text, ...rest) => {
    const buttons = rest.slice(1) as unknown as Button[];
    seen.push(buttons.map(({ title }) => title));
    return Promise.resolve(buttons.find(({ title }) => title === press));
  });
  vi.mocked(vscode.window.showOpenDialog).mockResolvedValue(
    folder === undefined ? undefined : ([{ fsPath: folder }] as vscode.Uri[]),
  );
  return seen;
}

async function move(): Promise<string> {
  const target = join(await temporaryFolder(), 'elsewhere');
  await rename(place, target);
  return target;
}

const run = () =>
  ({ record: { ...runRecord({}), dataset: { path: place, fingerprint, slices } } }) as StoredRun;

beforeEach(async () => {
  vi.clearAllMocks();
  const list = await temporaryFolder();
  for (const name of ['XDG_DATA_HOME', 'APPDATA']) vi.stubEnv(name, list);
  place = await writeDataset();
});

describe('the chosen data set, when its folder is gone,', () => {
  it('is chosen among the known ones with the same content', async () => {
    await rememberDataSet({ path: place, fingerprint, slices });
    const moved = await move();
    await rememberDataSet({ path: moved, fingerprint, slices });
    const seen = student(`Use ${moved}`);
    expect(await askForChosen(place)).toBe(moved);
    expect(seen).toEqual([[`Use ${moved}`, choosePlace]]);
  });

  it('is pointed to where no known one has its content', async () => {
    await rememberDataSet({ path: place, fingerprint, slices });
    await rememberDataSet({ path: await writeDataset(), fingerprint: 'another', slices });
    const moved = await move();
    const seen = student(choosePlace, moved);
    expect(await askForChosen(place)).toBe(moved);
    expect(seen).toEqual([[choosePlace]]);
  });

  it('is left alone when the student gives up', async () => {
    await move();
    student(undefined);
    expect(await askForChosen(place)).toBeUndefined();
  });

  it('is refused where the student points to a folder that is none', async () => {
    await move();
    student(choosePlace, await temporaryFolder());
    await expect(askForChosen(place)).rejects.toThrow('There is no data set in');
  });
});

describe('the data set of a run', () => {
  it('is not asked for where it is in its place', async () => {
    await requireRunData(run());
    expect(vscode.window.showWarningMessage).not.toHaveBeenCalled();
  });

  it('is not asked for where a known one has its content', async () => {
    await rememberDataSet({ path: await move(), fingerprint, slices });
    await requireRunData(run());
    expect(vscode.window.showWarningMessage).not.toHaveBeenCalled();
  });

  it('is asked for when it is gone, and the place is kept for the worker', async () => {
    const moved = await move();
    student(choosePlace, moved);
    await requireRunData(run());
    expect((await knownDataSets()).map(({ path }) => path)).toEqual([moved]);
  });

  it('ends the command when the student gives up', async () => {
    await move();
    student(undefined);
    await expect(requireRunData(run())).rejects.toThrow(vscode.CancellationError);
  });
});
