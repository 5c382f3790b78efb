/** A worker that speaks the protocol; a training does what the name of its file asks for. */
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createMessageConnection,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import { awaitedMillis } from '../../patience.mjs';

const time = '2026-01-01T00:00:00.000Z';
const run = (state) => ({
  version: 1,
  id: 'r1',
  name: 'r1',
  createdAt: time,
  updatedAt: time,
  state,
  file: '/f.ts',
});
const progress = (done) => ({
  type: 'progress',
  phase: 'train',
  text: 'Training',
  done,
  total: 10,
  unit: 'steps',
});
const failure = { what: 'The loss became NaN at step 7.', next: 'Lower the learning rate.', problems: [] };

/** The version of the protocol that it speaks; none, as before versions, when the variable is empty. */
const version = process.env.LITS_FAKE_PROTOCOL ?? '1';
const versioned = (answer) => ({ ...answer, ...(version ? { protocol: Number(version) } : {}) });
let snapshot = { state: 'starting' };
let cancel = () => undefined;
const connections = new Set();

const behaviours = {
  'succeed.ts': () => {
    tell(progress(1));
    tell(progress(2));
    return run('done');
  },
  'fail.ts': () => {
    tell({ type: 'state', state: 'failed', failure });
    throw new ResponseError(1, failure.what, failure);
  },
  'problem.ts': (file) => {
    const message = "Cannot find name 'oops'.";
    const place = { file, line: 1, column: 19, endColumn: 23 };
    const problems = [{ ...place, severity: 'error', message, source: 'typescript' }];
    throw new ResponseError(1, 'failed', { what: 'The code has an error.', problems });
  },
  'until-cancelled.ts': async () => {
    snapshot = { ...snapshot, progress: progress(5) };
    tell(progress(5));
    await new Promise((resolve) => (cancel = resolve));
    tell({ type: 'state', state: 'stopped' });
    return run('stopped');
  },
  'save-for-long.ts': async () => {
    tell(progress(1));
    await new Promise((resolve) => (cancel = resolve));
    for (let part = 0; part <= 20; part++) {
      tell({ ...progress(part / 2), phase: 'save' });
      await delay(200);
    }
    tell({ type: 'state', state: 'stopped' });
    return run('stopped');
  },
  'refuse-to-stop.ts': () => new Promise(() => tell(progress(1))),
  'die.ts': () => {
    console.log('about to fall over');
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
  'bad-event.ts': () => {
    tell({ type: 'progress', done: 'many' });
    return run('done');
  },
  'bad-result.ts': () => ({ state: 'done' }),
  'tell-job.ts': (_file, job) => ({ ...run('done'), name: JSON.stringify(job) }),
  'environment.ts': () => ({ ...run('done'), versions: Object.fromEntries(Object.entries(process.env)) }),
};

const otherJobs = {
  prepare: ({ out }) => ({
    data: `${out}/Clean_LiTS`,
    slices: { train: 4, val: 2, test: 2 },
  }),
  download: (job) => ({
    data: `Clean_LiTS from ${JSON.stringify(job)}`,
    slices: { train: 4, val: 2, test: 2 },
    sha256: '',
  }),
  volumes: (job) => ({
    data: `Clean_LiTS from ${JSON.stringify(job)}`,
    slices: { train: 4, val: 2, test: 2 },
    volumes: 3,
    refused: [{ volume: 'volume-7', why: 'it is damaged' }],
    warnings: [{ volume: 'volume-8', text: 'left and right may be swapped' }],
  }),
  checkData: ({ data }) => ({
    version: 1,
    data,
    splits: [{ split: 'train', slices: 1, volumes: 1, classes: [1, 0, 0], masks: 0 }],
    volumes: [],
    sizes: [],
    doubts: [],
    findings: [{ id: 'corruptPictures', severity: 'error', count: 1, examples: [{ place: 'train/a.png' }] }],
  }),
  summarize: () => ({
    layers: [
      {
        name: 'dense',
        kind: 'Dense',
        inputShape: [10],
        shape: [3],
        parameters: 33,
        receptiveField: 'whole-picture',
        jump: 1,
        useBias: true,
        inputs: [],
      },
    ],
    parameters: 33,
    trainable: 33,
  }),
  doctor: () => ({
    findings: [
      { id: 'node', status: 'ok', text: 'Node.js 20' },
      { id: 'memory', status: 'error', text: 'Too little memory', next: 'Close other programs.' },
    ],
  }),
};

function tell(event) {
  for (const connection of connections) void connection.sendNotification('job/event', event);
}

if (process.env.LITS_FAKE_REFUSES) {
  console.error('cannot load the engine');
  process.exit(3);
}
const socket = process.argv[process.argv.indexOf('--socket') + 1];
createServer((stream) => {
  const connection = createMessageConnection(
    new SocketMessageReader(stream),
    new SocketMessageWriter(stream),
  );
  connections.add(connection);
  connection.onRequest('job/attach', () => versioned(snapshot));
  connection.onRequest('job/cancel', () => cancel());
  connection.onRequest('job/start', async ({ kind, job }) => {
    snapshot = { work: { kind, job }, state: 'running' };
    const work = kind === 'train' ? behaviours[basename(job.file)](job.file, job) : otherJobs[kind](job);
    return versioned({ result: await work });
  });
  connection.onClose(() => connections.delete(connection));
  connection.listen();
}).listen(socket);
// Ends even where its test was ended before it could end this.
setTimeout(() => process.exit(4), awaitedMillis).unref();
