import { startEngine } from '../../engine';
import { messageOf } from '../../protocol/failure';
import { followLayers, type Log } from '../../train';
import { t } from '../../words';
import { speakCarried } from '../../words/bundles';
import { Executor } from '../execute';
import { loadChecks } from '../pack';
import { useQuickInitializers } from '../quickInitializers';
import { closeNetwork } from './closeNetwork';
import { lockRealm } from './lockRealm';
import { assignmentSchema, type Assignment, type Request, type Saying } from './messages';

/** Characters of the student's own output that are told in all; the rest is left out. */
const mostLogText = 50_000;

/** Runs probes on student code, in the process that is started for nothing else. */
export async function answerChecks(): Promise<void> {
  // Kept before any student code runs, as is everything else that is used to tell what came of it.
  const tell = process.send?.bind(process);
  if (!tell) throw new Error('This is started by the worker that checks.');
  let executor: Promise<Executor> | undefined;
  let say: (saying: Saying) => void = () => undefined;

  process.on('message', (request: Request) => {
    if (request.type === 'assignment') {
      if (executor) return;
      const assignment = assignmentSchema.parse(request);
      const { word } = assignment;
      say = (saying) => tell({ ...saying, word });
      executor = start(assignment, say);
      executor.then(() => say({ type: 'ready' }), broken);
      return;
    }
    if (request.type === 'summarize') {
      executor
        ?.then((ready) => say({ type: 'summary', summary: ready.summarize(request.file) }))
        .catch(broken);
      return;
    }
    const { id } = request;
    executor
      ?.then((ready) => ready.execute(id))
      .then((outcome) => say({ type: 'outcome', id, outcome }))
      .catch(broken);
  });
  // A promise that the student's code left behind is no reason to end.
  process.on('unhandledRejection', (error) =>
    say({
      type: 'log',
      level: 'error',
      text: t('A promise was rejected and nobody waited for it: {0}', messageOf(error)),
    }),
  );

  await new Promise((resolve) => process.once('disconnect', () => resolve(undefined)));

  function broken(error: unknown): void {
    say({ type: 'broken', message: messageOf(error) });
  }
}

async function start(
  { language, pack, files, folder, threads, deadlines }: Assignment,
  say: (saying: Saying) => void,
): Promise<Executor> {
  speakCarried(language);
  await startEngine({ threads });
  const checks = pack ? loadChecks(pack) : [];
  let left = mostLogText;
  const log: Log = (level, text) => {
    if (left <= 0) return;
    say({ type: 'log', level, text: text.slice(0, left) });
    left -= text.length;
  };
  const limits = deadlines ? { deadlines } : {};
  const executor = new Executor(pack?.exercise, checks, files, folder, { log, ...limits });
  followLayers();
  useQuickInitializers();
  closeNetwork();
  lockRealm();
  return executor;
}
