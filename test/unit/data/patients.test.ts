import { describe, expect, it } from 'vitest';
import { assignPatients, patientKey } from '../../../src/data/patients';
import type { NamedRow } from '../../../src/data/table';

const row = (patient: string | undefined, file = `${patient}_0.png`): NamedRow => ({
  file,
  patient,
  slice: 0,
  label: 0,
  line: 2,
});

describe('names of patients', () => {
  it.each(['volume-0', 'Volume-0', 'volume_0', 'volume 0', 'VOLUME000', 'volume.00', ' volume--0 '])(
    '%j is the patient volume-000',
    (name) => expect(patientKey(name)).toBe(patientKey('volume-000')),
  );

  it('in Unicode are compared whether they are composed or not', () => {
    expect(patientKey('Mu\u0308ller 1')).toBe(patientKey('m\u00fcller-01'));
  });

  it.each([
    ['volume-1-2', 'volume-12'],
    ['volume-10', 'volume-1'],
    ['volume-0', 'test-volume-0'],
    ['volume-100', 'volume-1'],
  ])('%s is another patient than %s', (one, other) => {
    expect(patientKey(one)).not.toBe(patientKey(other));
  });
});

describe('the patients of a data set', () => {
  it('leave no doubt where each is in one split', () => {
    const tables = { train: [row('volume-1')], val: [row('volume-2')], test: [row('volume-3')] };
    expect(assignPatients(tables)).toEqual({ tables, doubts: [] });
  });

  it('are found in two splits however their names are written', () => {
    const { doubts } = assignPatients({
      train: [row('volume-000'), row('volume-4')],
      val: [row('Volume_0')],
      test: [row('volume-3')],
    });
    expect(doubts).toEqual([
      { id: 'patientsShared', patients: 1, example: 'volume-000', splits: ['train', 'val'] },
    ]);
  });

  it('are one volume, spelled as at first, however their names are written in one split', () => {
    const { tables } = assignPatients({
      train: [row('volume-000'), row('volume-0')],
      val: [row('volume-2')],
      test: [row('volume-3')],
    });
    expect(tables.train.map(({ patient }) => patient)).toEqual(['volume-000', 'volume-000']);
  });

  it('are not known where names do not tell them: each picture is a volume, and none is shared', () => {
    const { tables, doubts } = assignPatients({
      train: [row(undefined, 'img_0001.png'), row(undefined, 'img_0002.png')],
      val: [row(undefined, 'img_0001.png')],
      test: [row('volume-3')],
    });
    expect(tables.train.map(({ patient }) => patient)).toEqual(['img_0001.png', 'img_0002.png']);
    expect(doubts).toEqual([{ id: 'volumesUnknown', pictures: 3 }]);
  });
});
