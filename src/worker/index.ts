import { realpathSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deviceIdSchema } from '../protocol/devices';
import { answerChecks } from '../check';
import { forbidCodeFromText, studentRejection } from '../train';
import { speakCarried } from '../words/bundles';
import { answerProbe } from './devices/probe';
import { doJob } from './jobs';
import { asProcess, serve } from './process';

/**
 * `node worker.cjs --socket PATH`: serves one job on a local socket, then leaves.
 * `node worker.cjs --probe DEVICE --language TAG`: tries a device out, for the worker that has started it.
 */
async function main(): Promise<void> {
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
  await serve(
    {
      socket,
      run: (kind, job, running) =>
        doJob(kind, job, running, { program, typings, augmentThread, volumeThread, watchdogThread, socket }),
    },
    (server) => process.on('unhandledRejection', (error) => server.fail(studentRejection(error) ?? error)),
  );
}

asProcess(main);
