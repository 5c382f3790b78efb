import { expect, it } from 'vitest';
import { FailureError } from '../../../src/protocol/failure';
import { errorText, foldedStack } from '../../../src/protocol/failureText';

it('tells a known failure by its sentences and the frames of the student, without its own stack', () => {
  const error = new FailureError({ what: 'W.', why: 'Y.', next: 'N.', frames: ['at f (/a.ts:1:2)', '…'] });
  expect(errorText(error)).toBe('W. Y. N.\n    at f (/a.ts:1:2)\n    …');
});

it('folds frames of foreign code, but for the one that a report of a fault needs', () => {
  const stack = [
    'TypeError: x',
    '    at r (/ext/dist/worker.cjs:5103:39660)',
    '    at v (/ext/dist/worker.cjs:5103:1)',
    '    at own (/src/a.ts:1:1)',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    '    at g (/x/node_modules/@tensorflow/tfjs/a.js:1:1)',
  ].join('\n');
  expect(foldedStack(stack)).toBe(
    [
      'TypeError: x',
      '    at r (/ext/dist/worker.cjs:5103:39660)',
      '    at own (/src/a.ts:1:1)',
      '    … 3 frames of LiTS Lab and TensorFlow.js',
    ].join('\n'),
  );
});
