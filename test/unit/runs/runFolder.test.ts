import { build } from 'esbuild';
import { execFile, spawnSync } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toFailure } from '../../../src/protocol/failure';
import type { StepLine } from '../../../src/protocol/run';
import {
  makeRunFolder,
  readEvaluations,
  readMetrics,
  readRun,
  readRuns,
  runFiles,
  RunWriter,
} from '../../../src/runs';
import { encode } from 'iconv-lite';
import { failureFrom, sentences, temporaryFolder } from '../train/student';

const line = (step: number): StepLine => ({
  kind: 'step',
  step,
  epoch: 1,
  loss: 1,
  accuracy: 0.5,
  seconds: 0,
});

async function newRun(worker?: { pid: number; socket: string }) {
  const folder = path.join(await temporaryFolder(), '2030-01-01-run');
  const writer = await RunWriter.create(folder, {
    name: 'run',
    state: 'running',
    file: '/train.ts',
    versions: {},
    ...(worker ? { worker } : {}),
  });
  return { folder, writer };
}

/** A socket that somebody listens on. */
async function listening(): Promise<string> {
  const socket = path.join(await temporaryFolder(), 's');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return socket;
}

describe('a run folder', () => {
  it('holds its record and every change of it', async () => {
    const { folder, writer } = await newRun();
    await writer.update({ state: 'done', parameters: 12 });
    expect(await readRun(folder)).toMatchObject({ id: '2030-01-01-run', state: 'done', parameters: 12 });
  });

  it('keeps the last of many changes made at once', async () => {
    const { folder, writer } = await newRun();
    await Promise.all([1, 2, 3].map((parameters) => writer.update({ parameters, state: 'done' })));
    expect(await readRun(folder)).toMatchObject({ parameters: 3 });
  });

  it('is never used for a second run', async () => {
    const { folder } = await newRun();
    const failure = await failureFrom(() =>
      RunWriter.create(folder, { name: 'again', state: 'starting', file: '/train.ts', versions: {} }),
    );
    expect(failure.what).toContain('already a run');
  });

  it('gives its metrics while it grows, and says how many lines a kill has torn', async () => {
    const { folder, writer } = await newRun();
    writer.appendMetric(line(1));
    writer.appendMetric(line(2));
    await appendFile(path.join(folder, 'metrics.jsonl'), '{"kind":"step","st');
    expect(await readMetrics(folder)).toEqual({ lines: [line(1), line(2)], damaged: 1 });
  });

  it.each(['{"kind":"step","st', 'null', '{"kind":"step","step":1,"epoch":1,"loss":null}'])(
    'gives the metrics around the damaged line %s',
    async (text) => {
      const { folder } = await newRun();
      const lines = [JSON.stringify(line(1)), text, JSON.stringify(line(2))];
      await writeFile(path.join(folder, 'metrics.jsonl'), lines.join('\n'));
      expect(await readMetrics(folder)).toEqual({ lines: [line(1), line(2)], damaged: 1 });
    },
  );

  it.each(['NaN', 'Infinity', '1e999', 'null'])('does not take %s for a loss', async (loss) => {
    const { folder } = await newRun();
    const text = JSON.stringify(line(1)).replace('"loss":1', `"loss":${loss}`);
    await writeFile(path.join(folder, 'metrics.jsonl'), `${text}\n`);
    expect(await readMetrics(folder)).toEqual({ lines: [], damaged: 1 });
  });

  it('gets a new line of its own after one that was torn', async () => {
    const { folder, writer } = await newRun();
    await writeFile(path.join(folder, 'metrics.jsonl'), '{"kind":"step","st');
    writer.appendMetric(line(2));
    expect(await readMetrics(folder)).toEqual({ lines: [line(2)], damaged: 1 });
  });

  it('does not take a line that was torn within a letter for a whole one', async () => {
    const { folder } = await newRun();
    const torn = Buffer.concat([Buffer.from(JSON.stringify(line(1))), Buffer.from([0xc3])]);
    const lines = [torn, Buffer.from('\n'), Buffer.from(JSON.stringify(line(2)))];
    await writeFile(path.join(folder, 'metrics.jsonl'), Buffer.concat(lines));
    expect(await readMetrics(folder)).toEqual({ lines: [line(2)], damaged: 1 });
  });

  it('has no metrics and no evaluation before the first', async () => {
    const { folder } = await newRun();
    expect(await readMetrics(folder)).toEqual({ lines: [], damaged: 0 });
    expect(await readEvaluations(folder)).toEqual({ evaluations: [], damaged: [] });
  });
});

describe('the record of a run whose worker', () => {
  it('is at work says running', async () => {
    const { folder } = await newRun({ pid: process.pid, socket: await listening() });
    expect((await readRun(folder)).state).toBe('running');
  });

  it('is dead says interrupted, how far it came and what to do', async () => {
    const { folder, writer } = await newRun({ pid: 2 ** 22 + 1, socket: await listening() });
    await writer.update({
      progress: { epoch: 2, step: 17, totalSteps: 30 },
      best: { epoch: 1, valLoss: 1, valAccuracy: 0.5 },
    });
    const run = await readRun(folder);
    expect(run.state).toBe('interrupted');
    expect(run.worker).toBeUndefined();
    expect(sentences(run.failure!)).toMatch(
      /epoch 2, after about 17 steps[^]*killed[^]*checkpoint of epoch 1/,
    );
  });

  it('is dead, its number now being that of another process, says interrupted', async () => {
    const { folder } = await newRun({ pid: process.pid, socket: path.join(await temporaryFolder(), 'gone') });
    expect((await readRun(folder)).state).toBe('interrupted');
  });

  it.skipIf(process.platform === 'win32')('has left its socket behind says interrupted', async () => {
    const socket = path.join(await temporaryFolder(), 's');
    const listen = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', listen]);
    const { folder } = await newRun({ pid: process.pid, socket });
    expect((await readRun(folder)).state).toBe('interrupted');
  });

  it.each(['utf16le', 'utf16be', 'utf8'])(
    'is read when an editor has saved it in %s with a mark',
    async (encoding) => {
      const { folder } = await newRun();
      const file = path.join(folder, 'run.json');
      await writeFile(file, encode(await readFile(file, 'utf8'), encoding, { addBOM: true }));
      expect((await readRun(folder)).id).toBe('2030-01-01-run');
    },
  );

  it('has ended is as it was written', async () => {
    const { folder, writer } = await newRun({ pid: 2 ** 22 + 1, socket: '/gone' });
    await writer.update({ state: 'stopped' });
    expect((await readRun(folder)).state).toBe('stopped');
  });
});

describe('the folder of a new run', () => {
  it('is its own, even when others begin in the same second', async () => {
    const home = await temporaryFolder();
    const now = new Date(2030, 0, 1, 10, 15, 0);
    const made = await Promise.all([1, 2, 3].map(() => makeRunFolder(home, '/course/baseline.ts', now)));
    expect(made.map((folder) => path.basename(folder)).sort()).toEqual([
      '20300101-101500-baseline',
      '20300101-101500-baseline-2',
      '20300101-101500-baseline-3',
    ]);
    expect(await readdir(path.join(home, '.lits/runs'))).toHaveLength(3);
  });
});

describe('the folders of runs that begin in the same second', () => {
  it('are five for five processes', async () => {
    const home = await temporaryFolder();
    const program = path.join(await temporaryFolder(), 'claim.cjs');
    await build({
      stdin: {
        contents: `import { makeRunFolder } from './src/runs';
          makeRunFolder(${JSON.stringify(home)}, 'train.ts', new Date(2030, 0, 1)).then((folder) => console.log(folder));`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      outfile: program,
    });
    const run = promisify(execFile);
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => run(process.execPath, [program])));
    expect(new Set(made.map(({ stdout }) => stdout)).size).toBe(5);
    expect(await readdir(path.join(home, '.lits/runs'))).toHaveLength(5);
  });
});

describe('the runs of a home', () => {
  async function runIn(runs: string, name: string): Promise<string> {
    const folder = path.join(runs, name);
    await RunWriter.create(folder, { name, state: 'done', file: '/train.ts', versions: {} });
    return folder;
  }

  it('are all there when files of one are damaged, and it is said what was lost', async () => {
    const runs = await temporaryFolder();
    const damaged = await runIn(runs, '1-damaged');
    await runIn(runs, '2-whole');
    await writeFile(path.join(damaged, runFiles.metrics), '{"kind":"st\n{}\n');
    await mkdir(path.join(damaged, runFiles.evaluations));
    await writeFile(path.join(damaged, runFiles.evaluations, 'test-best.json'), '{"version":2');
    await writeFile(path.join(damaged, runFiles.evaluations, 'val-best.json'), '{"version":99}');
    const read = await readRuns(runs);
    expect(read.runs.map(({ record }) => record.id)).toEqual(['2-whole', '1-damaged']);
    expect(read.lost).toEqual([
      '1-damaged: 2 lines of metrics.jsonl could not be read.',
      '1-damaged: evaluations/val-best.json could not be read.',
      '1-damaged: evaluations/test-best.json could not be read.',
    ]);
  });

  it('leave out one whose record is damaged, and say so', async () => {
    const runs = await temporaryFolder();
    await writeFile(path.join(await runIn(runs, '1'), runFiles.record), '{');
    const { runs: read, lost } = await readRuns(runs);
    expect(read).toEqual([]);
    expect(lost).toEqual([expect.stringContaining('run.json cannot be read')]);
  });
});

describe('a folder without a readable record', () => {
  it('is named', async () => {
    const folder = await temporaryFolder();
    expect((await failureFrom(() => readRun(folder))).what).toContain(path.join(folder, 'run.json'));
  });

  it.each(['', '{"version":1', '{"version":2}'])('is explained when run.json is %j', async (text) => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'run.json'), text);
    expect(sentences(await failureFrom(() => readRun(folder)))).toMatch(/cannot be read[^]*another version/);
  });
});

describe.runIf(process.platform === 'linux')('a full disk', () => {
  it('is called by its name', async () => {
    const { folder, writer } = await newRun();
    await symlink('/dev/full', path.join(folder, 'metrics.jsonl'));
    expect(sentences(await failureFrom(() => writer.appendMetric(line(1))))).toMatch(
      /could not be read or written[^]*disk is full[^]*Free some space/,
    );
  });
});

describe('toFailure', () => {
  it('keeps the failure that an error carries', () => {
    const failure = { what: 'It broke.', problems: [] };
    expect(toFailure(Object.assign(new Error('x'), { failure }))).toEqual(failure);
  });

  it.each(['EEXIST', 'ENAMETOOLONG', 'ELOOP', 'EBUSY', 'ENOTDIR', 'EISDIR'])(
    'says what %s means, and which file it is about',
    (code) => {
      const failure = toFailure(Object.assign(new Error(code), { code, path: '/course/train.ts' }));
      expect(sentences(failure)).toMatch(/could not be read or written: \/course\/train\.ts\.\n.+\n.+/);
    },
  );

  it('is honest about what it does not know', () => {
    expect(sentences(toFailure(new Error('secret reason')))).toMatch(/unexpected[^]*secret reason/);
    expect(sentences(toFailure('text'))).toContain('text');
  });
});
