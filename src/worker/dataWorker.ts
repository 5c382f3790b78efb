import { parseArgs } from 'node:util';
import { browse } from './jobs/browse';
import { asProcess, serve } from './process';
import type { RunningJob } from './server';
import type { JobKind, JobOf, ResultOf } from '../protocol/jobs';

type Handler<Kind extends JobKind> = (job: JobOf<Kind>, running: RunningJob) => Promise<ResultOf<Kind>>;

/** Jobs whose answer somebody waits for at a glance. */
const handlers: { readonly [Kind in JobKind]?: Handler<Kind> } = { browse };

/** `node dataWorker.cjs --socket PATH`: as `worker.cjs`, but it loads what reads data and nothing else, and so starts at once. */
asProcess(async () => {
  const { socket } = parseArgs({ options: { socket: { type: 'string' } } }).values;
  if (!socket) throw new Error('usage: node dataWorker.cjs --socket PATH');
  await serve({
    socket,
    run: (kind, job, running) => {
      const handler = handlers[kind];
      if (!handler) throw new Error(`This worker does no job "${kind}".`);
      return handler(job, running);
    },
  });
});
