import { realpathSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { forbidCodeFromText } from '../train';
import { runJob } from './jobs';
import { JobServer } from './server';

/** `node worker.cjs --socket PATH`: serves one job on a local socket, then leaves. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { socket: { type: 'string' } } });
  const { socket } = values;
  if (!socket) throw new Error('usage: node worker.cjs --socket PATH');
  const typings = path.join(path.dirname(realpathSync(process.argv[1])), 'typings');
  forbidCodeFromText();
  const server = new JobServer({
    socket,
    run: (job, running) => runJob(job, running, { typings, socket }),
    report: (text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`),
  });
  process.on('unhandledRejection', (error) => server.fail(error));
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
