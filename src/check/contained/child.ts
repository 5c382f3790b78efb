import { startEngine } from '../../engine';
import { messageOf } from '../../protocol/failure';
import { ShownLines } from '../../protocol/shownLines';
import { followLayers, withholdWhatRunsAside, type Log } from '../../train';
import { t } from '../../words';
import { speakCarried } from '../../words/bundles';
import { Executor } from '../execute';
import { loadChecks } from '../pack';
import { useQuickInitializers } from '../quickInitializers';
import { closeNetwork } from './closeNetwork';
import { lockRealm } from './lockRealm';
import { assignmentSchema, type Assignment, type Request, type Saying } from './messages';

/** Lines of the student's own output that are told of a file; of more, how many there were. */
const mostLines = 400;

/** Runs probes on student code, in the process that is started for nothing else. */
export async function answerChecks(): Promise<void> {
  // Kept before any student code runs, as is everything else that is used to tell what came of it.
  const tell = process.send?.bind(process);
  if (!tell) throw new Error('This is started by the worker that checks.');
  let executor: Promise<Executor> | undefined;
  let say: (saying: Saying) => void = () => undefined;
  const lines = new ShownLines({
    deliver: (level, text) => say({ type: 'log', level, text }),
    most: mostLines,
    perSecond: 1,
  });
  const log: Log = (level, text) => lines.add(level, text);
  const answer = (saying: Saying) => {
    lines.end();
    say(saying);
  };

  process.on('message', (request: Request) => {
    if (request.type === 'assignment') {
      if (executor) return;
      const assignment = assignmentSchema.parse(request);
      const { word } = assignment;
      say = (saying) => tell({ ...saying, word });
      executor = start(assignment, log);
      executor.then(() => say({ type: 'ready' }), broken);
      return;
    }
    if (request.type === 'summarize') {
      executor
        ?.then((ready) => answer({ type: 'summary', summary: ready.summarize(request.file) }))
        .catch(broken);
      return;
    }
    if (request.type === 'predict') {
      executor
        ?.then((ready) => ready.predict(request))
        .then((predicted) => answer({ type: 'predicted', predicted }))
        .catch(broken);
      return;
    }
    const { id } = request;
    executor
      ?.then((ready) => ready.execute(id))
      .then((outcome) => answer({ type: 'outcome', id, outcome }))
      .catch(broken);
  });
  // A promise that the student's code left behind is no reason to end.
  process.on('unhandledRejection', (error) =>
    log('error', t('A promise was rejected and nobody waited for it: {0}', messageOf(error))),
  );

  await new Promise((resolve) => process.once('disconnect', () => resolve(undefined)));

  function broken(error: unknown): void {
    say({ type: 'broken', message: messageOf(error) });
  }
}

async function start(
  { language, pack, files, folder, threads, deadlines }: Assignment,
  log: Log,
): Promise<Executor> {
  speakCarried(language);
  await startEngine({ threads });
  const checks = pack ? loadChecks(pack) : [];
  const limits = deadlines ? { deadlines } : {};
  const executor = new Executor(pack?.exercise, checks, files, folder, { log, ...limits });
  followLayers();
  withholdWhatRunsAside();
  useQuickInitializers();
  closeNetwork();
  lockRealm();
  return executor;
}
