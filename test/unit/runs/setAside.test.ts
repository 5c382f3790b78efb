import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findRunLog, readRuns, setAsideUnbegun } from '../../../src/runs';
import { temporaryFolder } from '../temporaryFolder';

async function runIn(folder: string, files: Record<string, string> = {}): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries({ 'run.json': '{}', 'log.txt': 'why', ...files }))
    await writeFile(join(folder, name), text);
  return folder;
}

it('takes a run without a step out of the runs, and keeps its log', async () => {
  const home = await temporaryFolder();
  const dir = await runIn(join(home, '.lits/runs/20260101-a'));
  expect(await setAsideUnbegun(dir)).toBe(true);
  expect(await readdir(join(home, '.lits/runs'))).toEqual([]);
  expect((await readRuns(join(home, '.lits/runs'))).runs).toEqual([]);
  expect(await readFile(await findRunLog(dir), 'utf8')).toBe('why');
});

it('leaves a run that has measured a step', async () => {
  const home = await temporaryFolder();
  const dir = await runIn(join(home, '.lits/runs/20260101-a'), { 'metrics.jsonl': '{}\n' });
  expect(await setAsideUnbegun(dir)).toBe(false);
  expect(await findRunLog(dir)).toBe(join(dir, 'log.txt'));
});

it('leaves a folder that somebody has chosen', async () => {
  const dir = await runIn(join(await temporaryFolder(), 'mine'));
  expect(await setAsideUnbegun(dir)).toBe(false);
  expect(await readdir(dir)).toContain('log.txt');
});

it('keeps only the last few', async () => {
  const home = await temporaryFolder();
  for (const day of [1, 2, 3, 4, 5, 6, 7])
    await setAsideUnbegun(await runIn(join(home, `.lits/runs/2026010${day}-a`)));
  expect((await readdir(join(home, '.lits/failed'))).sort()).toEqual(
    [3, 4, 5, 6, 7].map((day) => `2026010${day}-a`),
  );
});
