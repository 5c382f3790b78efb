import { describe, expect, expectTypeOf, it } from 'vitest';
import type { WorkerClient } from '../../../src/launch';
import type { Evaluation } from '../../../src/protocol/evaluation';
import { jobKinds, jobs, type JobOf, type ResultOf } from '../../../src/protocol/jobs';
import type { EvaluateJob } from '../../../src/protocol/jobs/evaluationJobs';
import type { RunRecord } from '../../../src/protocol/run';
import type { Handlers } from '../../../src/worker/jobs';

describe('the table of jobs', () => {
  it('ties the kind of a job to what the job says and to what comes of it', () => {
    expectTypeOf<JobOf<'evaluate'>>().toEqualTypeOf<EvaluateJob>();
    expectTypeOf<ResultOf<'evaluate'>>().toEqualTypeOf<Evaluation>();
    const read = (answer: unknown) => jobs.train.result.parse(answer);
    expectTypeOf(read).returns.toEqualTypeOf<RunRecord>();
    const start = (client: WorkerClient) => client.start('doctor', {});
    expectTypeOf(start).returns.resolves.toEqualTypeOf<ResultOf<'doctor'>>();
    // @ts-expect-error: a training is no evaluation.
    expectTypeOf((client: WorkerClient, job: JobOf<'train'>) => client.start('evaluate', job));
  });

  it('wants a handler for each row', () => {
    expectTypeOf<keyof Handlers>().toEqualTypeOf<keyof typeof jobs>();
    // @ts-expect-error: the handler for `train` is missing.
    expectTypeOf<Omit<Handlers, 'train'>>().toExtend<Handlers>();
  });

  it('refuses a job that lacks something', () => {
    expect(jobs.summarize.job.safeParse({}).success).toBe(false);
    expect(jobKinds).toContain('summarize');
  });
});
