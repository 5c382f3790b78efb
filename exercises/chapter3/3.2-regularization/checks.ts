import { parameterCount, type Check } from 'lits/check';

export default [
  {
    id: 'baseline-parameters',
    item: 'baseline',
    title: 'The small network has 8,486,787 parameters',
    probe: parameterCount(8_486_787, [
      'Work out the number of each layer by hand, and compare it with model.summary().',
    ]),
  },
] satisfies Check[];
