import { expect, it } from 'vitest';
import { dataCheckReport } from '../../../src/evaluate/dataCheckReport';
import { dataFindings, type DataCheck, type DataFindingId } from '../../../src/protocol/dataCheck';

const check = (more: Partial<DataCheck> = {}): DataCheck => ({
  version: 1,
  data: '/course/Clean_LiTS',
  splits: [{ split: 'train', slices: 4, volumes: 2, classes: [1, 2, 1], masks: 0 }],
  volumes: [
    { name: 'volume-0', split: 'train', slices: 3, classes: [1, 1, 1] },
    { name: 'volume-1', split: 'train', slices: 1, classes: [0, 1, 0] },
  ],
  sizes: [{ size: '256 x 256', pictures: 4 }],
  doubts: [],
  findings: [],
  ...more,
});

const finding = (id: DataFindingId, place = 'train/a.png', detail?: string) => ({
  id,
  severity: dataFindings[id],
  count: 3,
  examples: [{ place, detail }],
});

it('says that nothing is wrong, and what there is', () => {
  const report = dataCheckReport(check());
  expect(report).toContain('Nothing is wrong');
  expect(report).toContain('| train | 4 | 2 | 1 (25.0%) | 2 (50.0%) | 1 (25.0%) |');
  expect(report).toContain('| train | 2 | 1 | 1 | 3 |');
  expect(report).not.toContain('What was found');
});

it.each<[string, Partial<DataCheck>]>([
  ['cannot be trained on', { findings: [finding('corruptPictures'), finding('mostlyLiver')] }],
  ['can be trained on', { findings: [finding('mostlyLiver')] }],
  ['can be trained on', { doubts: [{ id: 'volumesUnknown', pictures: 4 }] }],
  ['Nothing is wrong', { findings: [finding('severalSizes')] }],
])('begins with the verdict: it %s', (verdict, more) => {
  expect(dataCheckReport(check(more)).split('\n')[3]).toContain(verdict);
});

it.each(Object.keys(dataFindings) as DataFindingId[])('says what %s means and what to do', (id) => {
  const report = dataCheckReport(check({ findings: [finding(id)] }));
  expect(report).toContain('- `train/a.png`\n- … and 2 more.');
  expect(report).not.toMatch(/\{\d\}/);
});

it('shows names of others as they are, whatever is in them', () => {
  const evil = finding('corruptPictures', 'a`b\n# c', '[x](command:evil) <img>');
  const report = dataCheckReport(check({ findings: [evil] }));
  expect(report).toContain("- `a'b # c`: \\[x\\]\\(command:evil\\) \\<img\\>");
});
