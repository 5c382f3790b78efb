import { expect, it } from 'vitest';
import { alikeGroups } from '../../../src/review/alikeGroups';

const work = (submission: string, answer: string, ...faults: string[]) => ({ submission, answer, faults });

it('groups answers that differ in case, spaces and punctuation alone, the largest group first', () => {
  const works = [
    work('a', 'Epoch 7'),
    work('b', 'In epoch 7, at 0.61.'),
    work('c', 'in  epoch 7 \u2013 at 0.61'),
    work('d', ''),
  ];
  expect(alikeGroups(works, 'answer')).toEqual([['b', 'c'], ['a'], ['d']]);
});

it('does not take numbers for the same that are not', () => {
  expect(alikeGroups([work('a', 'It is 0.61.'), work('b', 'It is 0.16.')], 'answer')).toHaveLength(2);
  expect(alikeGroups([work('a', '1.5'), work('b', '15')], 'answer')).toHaveLength(2);
  expect(alikeGroups([work('a', 'a gap of -3'), work('b', 'a gap of 3')], 'answer')).toHaveLength(2);
});

it('groups work with the same faults, in whatever order they were found', () => {
  const works = [work('a', 'x', 'layers', 'loss'), work('b', 'y', 'loss', 'layers'), work('c', 'z', 'loss')];
  expect(alikeGroups(works, 'faults')).toEqual([['a', 'b'], ['c']]);
});
