import * as tf from '@tensorflow/tfjs';
import { t, type Check, type Probe } from 'lits/check';

/** Calls an exported function with numbers, and expects a number. */
function returns(name: string, values: number[], expected: number): Probe {
  return (subject) => {
    const result = subject.compute(`calling ${name}()`, () => {
      const studentFunction = subject.module()[name] as (values: tf.Tensor1D) => tf.Tensor;
      return studentFunction(tf.tensor1d(values));
    });
    if (result.length === 1 && result[0] === expected) return undefined;
    return {
      probed: t('{0}() was called with {1}.', name, values.join(', ')),
      expected: String(expected),
      actual: result.join(', '),
      hints: [t('Try it by hand.')],
      at: subject.find(new RegExp(`function ${name}`)),
    };
  };
}

export default (): Check[] => [
  {
    id: 'sum',
    item: 'sum',
    title: t('Adds up'),
    fault: t('Does not add up'),
    probe: returns('total', [1, 2, 4], 7),
  },
  {
    id: 'mean',
    item: 'mean',
    title: t('Averages'),
    fault: t('Does not average'),
    probe: returns('mean', [1, 3], 2),
  },
  {
    id: 'mean-of-one',
    item: 'mean',
    title: t('Averages a single number'),
    fault: t('Does not average a single number'),
    needs: ['mean'],
    share: 3,
    probe: returns('mean', [5], 5),
  },
];
