import { parseArgs } from 'node:util';
import { browse } from './jobs/browse';
import { JobServer, type RunningJob } from './server';
import type { JobKind, JobOf, ResultOf } from '../protocol/jobs';

type Handler<Kind extends JobKind> = (job: JobOf<Kind>, running: RunningJob) => Promise<ResultOf<Kind>>;

/** Jobs whose answer somebody waits for at a glance. */
const handlers: { readonly [Kind in JobKind]?: Handler<Kind> } = { browse };

/** `node dataWorker.cjs --socket PATH`: as `worker.cjs`, but it loads what reads data and nothing else, and so starts at once. */
async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const { socket } = parseArgs({ options: { socket: { type: 'string' } } }).values;
  if (!socket) throw new Error('usage: node dataWorker.cjs --socket PATH');
  const server = new JobServer({
    socket,
    run: (kind, job, running) => {
      const handler = handlers[kind];
      if (!handler) throw new Error(`This worker does no job "${kind}".`);
      return handler(job, running);
    },
    report: (text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`),
  });
  process.on('SIGTERM', () => server.shutDown());
  await server.listen();
  await server.finished;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
