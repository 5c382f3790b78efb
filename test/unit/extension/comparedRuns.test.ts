import { expect, it } from 'vitest';
import { comparedRuns } from '../../../src/extension/metrics/comparedRuns';
import { run } from '../cli/fixtures';

const stored = (dir: string, over: Partial<typeof run> = {}) => ({
  dir,
  name: dir,
  marks: {},
  record: { ...run, id: dir, name: dir, ...over },
});
const all = [stored('a'), stored('b', { codeHash: 'ffff' }), stored('c', { threads: 2 })];

it('tells runs in the order in which they were chosen, and leaves out those that are gone', () => {
  const told = comparedRuns(['c', 'gone', 'a'], all);
  expect(told.runs.map(({ runDir }) => runDir)).toEqual(['c', 'a']);
  expect(told.runDirs).toEqual(['c', 'gone', 'a']);
});

it('tells only the settings that differ between the chosen', () => {
  const told = comparedRuns(['a', 'c'], all);
  expect(told.differences).toEqual(['threads']);
  expect(told.runs.map(({ values }) => values)).toEqual([[null], ['2']]);
});

it('knows whose code is not that of the first run', () => {
  expect(comparedRuns(['a', 'b', 'c'], all).runs.map(({ codeDiffers }) => codeDiffers)).toEqual([
    false,
    true,
    false,
  ]);
});

it('names a run by its title, and tells the recorded name, the note and the star', () => {
  const marked = {
    ...stored('a'),
    name: 'Half dropout',
    marks: { title: 'Half dropout', note: 'n', starred: true as const },
  };
  expect(comparedRuns(['a'], [marked]).runs).toEqual([
    expect.objectContaining({ name: 'Half dropout', recordedName: 'a', note: 'n', starred: true }),
  ]);
});
