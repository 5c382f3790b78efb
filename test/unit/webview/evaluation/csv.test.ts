import { expect, it } from 'vitest';
import { csvOf } from '../../../../webview/evaluation/csv';
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
