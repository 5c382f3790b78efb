import { expect, it } from 'vitest';
import { classify, UserError } from '../../../src/extension/kit/errors';
import { WorkerError } from '../../../src/launch';

it('is silent about what the student has cancelled', () => {
  const cancelled = new Error('Canceled');
  cancelled.name = 'Canceled';
  expect(classify(cancelled)).toEqual({ kind: 'cancelled' });
});

it('is silent about a job that was stopped', () => {
  expect(classify(new WorkerError('stopped', { what: 'Stopped.', problems: [] }))).toEqual({
    kind: 'cancelled',
  });
});

it('keeps the commands that mend a user error', () => {
  const error = new UserError({ what: 'No data.' }, ['lits.prepareSampleData']);
  expect(classify(error)).toMatchObject({ kind: 'user', offers: ['lits.prepareSampleData'] });
});

it("passes on a worker's failure in the student's terms", () => {
  const failure = { what: 'Loss is NaN.', next: 'Lower the learning rate.', problems: [] };
  expect(classify(new WorkerError('job-failed', failure))).toMatchObject({ kind: 'user', failure });
});

it('explains a full disk', () => {
  const error = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', path: '/a/b' });
  expect(classify(error)).toMatchObject({ kind: 'user', failure: { why: 'The disk is full.' } });
});

it('calls everything else a fault of its own', () => {
  expect(classify(new TypeError('x is undefined'))).toEqual({ kind: 'bug', message: 'x is undefined' });
});
