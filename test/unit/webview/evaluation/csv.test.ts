import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../../webview/evaluation/csv';
import { provenanceLine } from '../../../../webview/evaluation/figure';
import { evaluationOf, predictions } from './fixture';

const { provenance } = evaluationOf(predictions);

it('says in every row what was measured', () => {
  expect(
    csvOf(
      [
        ['class', 'recall'],
        ['liver', 0.5],
      ],
      provenance,
    ),
  ).toBe(
    'run,split,checkpoint,epoch,slices,volumes,dataset_fingerprint,class,recall\r\n' +
      'baseline,test,best,3,6,2,f00dcafe0123456789,liver,0.5\r\n',
  );
});

it('quotes what would break a row', () => {
  expect(csvOf([['a'], ['x, "y"']], provenance)).toContain(',"x, ""y"""\r\n');
});

it('leaves out what is undefined', () => {
  expect(csvOf([['a'], [null]], provenance)).toMatch(/f00dcafe0123456789,\r\n$/);
});

describe('a figure of a data set whose split is doubtful', () => {
  it('counts no volumes that are not known', () => {
    const doubtful = { ...provenance, doubts: [{ id: 'volumesUnknown' as const, pictures: 3 }] };
    expect(provenanceLine(doubtful)).toContain('Volumes not known');
    const [names, values] = csvOf([['a'], [1]], doubtful).split('\r\n');
    expect(values.split(',')[names.split(',').indexOf('volumes')]).toBe('');
  });

  it('says that its split shares patients', () => {
    const shared = { id: 'patientsShared' as const, patients: 1, example: 'volume-0' };
    const of = (splits: ('train' | 'val' | 'test')[]) =>
      provenanceLine({ ...provenance, split: 'test', doubts: [{ ...shared, splits }] });
    expect(of(['train', 'test'])).toContain('Split test, which shares patients with another');
    expect(of(['train', 'val'])).not.toContain('shares patients');
  });
});
