import { realpathSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deviceIdSchema } from '../protocol/devices';
import { answerChecks } from '../check';
import { forbidCodeFromText, studentRejection } from '../train';
import { speakCarried } from '../words/bundles';
import { answerProbe } from './devices/probe';
import { doJob } from './jobs';
import { JobServer } from './server';

/**
 * `node worker.cjs --socket PATH`: serves one job on a local socket, then leaves.
 * `node worker.cjs --probe DEVICE --language TAG`: tries a device out, for the worker that has started it.
 */
async function main(): Promise<void> {
  // They go to the log, whose disk may be full: that ends no work.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const { values } = parseArgs({
    options: {
      socket: { type: 'string' },
      probe: { type: 'string' },
      language: { type: 'string' },
      check: { type: 'boolean' },
    },
  });
  const { socket, probe, language, check } = values;
  if (language) speakCarried(language);
  if (probe) return answerProbe(deviceIdSchema.parse(probe));
  if (check) {
    forbidCodeFromText();
    await answerChecks();
    return;
  }
  if (!socket) throw new Error('usage: node worker.cjs --socket PATH');
  const program = realpathSync(process.argv[1]);
  const beside = (name: string) => path.join(path.dirname(program), name);
  const typings = beside('typings');
  const augmentThread = beside('augmentThread.cjs');
  const volumeThread = beside('volumeThread.cjs');
  const watchdogThread = beside('watchdogThread.cjs');
  forbidCodeFromText();
  const server = new JobServer({
    socket,
    run: (kind, job, running) =>
      doJob(kind, job, running, { program, typings, augmentThread, volumeThread, watchdogThread, socket }),
    report: (text) => process.stderr.write(`${new Date().toISOString()} ${text}\n`),
  });
  process.on('unhandledRejection', (error) => server.fail(studentRejection(error) ?? error));
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
