import type { Check } from 'lits/check';
import { metrics } from 'lits';

const truth = [0, 0, 0, 1, 1, 2, 2, 2, 2];
const predicted = [0, 1, 0, 1, 2, 2, 1, 0, 2];

export default (): Check[] => [
  {
    id: 'recall',
    item: 'recall',
    title: 'Agrees with the metric of lits',
    fault: 'Differs from the metric of lits',
    probe: (subject) => {
      const expected = metrics
        .precisionRecallByClass(metrics.confusionMatrix(truth, predicted, 3))
        .map(({ recall }) => recall);
      const actual = subject.call('calling recallByClass()', () => {
        const recallByClass = subject.module()['recallByClass'] as (
          truth: number[],
          predicted: number[],
        ) => number[];
        return recallByClass([...truth], [...predicted]);
      });
      if (expected.every((recall, index) => Math.abs(recall - (actual[index] ?? NaN)) < 1e-6))
        return undefined;
      return {
        probed: 'recallByClass() was called for nine slices.',
        expected: expected.join(', '),
        actual: actual.join(', '),
      };
    },
  },
];
