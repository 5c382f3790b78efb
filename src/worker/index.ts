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
import { follow } from './ranks/follow';
import { endedByLauncher, readRank } from './ranks/rank';

/**
 * `node worker.cjs --socket PATH`: serves one job on a local socket, then leaves.
 * `node worker.cjs --rank FOLDER`: one of the processes that PyTorch's launcher has started to train together; the first of them serves.
 * `node worker.cjs --probe DEVICE --language TAG`: tries a device out, for the worker that has started it.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      socket: { type: 'string' },
      probe: { type: 'string' },
      language: { type: 'string' },
      check: { type: 'boolean' },
      rank: { type: 'string' },
    },
  });
  const { probe, language, check } = values;
  if (language) speakCarried(language);
  if (probe) return answerProbe(deviceIdSchema.parse(probe));
  if (check) {
    forbidCodeFromText();
    await answerChecks();
    return;
  }
  const rank = values.rank === undefined ? undefined : await readRank(values.rank);
  if (rank) speakCarried(rank.launch.language);
  const socket = rank?.launch.socket ?? values.socket;
  if (!socket) throw new Error('usage: node worker.cjs --socket PATH');
  const program = realpathSync(process.argv[1]);
  const beside = (name: string) => path.join(path.dirname(program), name);
  const typings = beside('typings');
  const augmentThread = beside('augmentThread.cjs');
  const volumeThread = beside('volumeThread.cjs');
  const watchdogThread = beside('watchdogThread.cjs');
  const installation = { program, typings, augmentThread, volumeThread, watchdogThread, socket, rank };
  forbidCodeFromText();
  if (rank && rank.place.rank > 0) return follow(rank, installation);
  await serve(
    {
      socket,
      run: async (kind, job, running) => {
        try {
          return await doJob(kind, job, running, installation);
        } catch (error) {
          await rank?.note(error);
          throw error;
        }
      },
    },
    (server) => process.on('unhandledRejection', (error) => server.fail(studentRejection(error) ?? error)),
    rank && ((server) => server.fail(endedByLauncher())),
  );
}

asProcess(main);
