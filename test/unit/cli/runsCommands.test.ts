import { once } from 'node:events';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { exists } from '../../../src/files/exists';
import type { MetricLine, RunRecord } from '../../../src/protocol/run';
import { evaluationOf } from '../../../src/evaluate/evaluation';
import { changeMarks, runFiles, writeEvaluation } from '../../../src/runs';
import { temporaryFolder } from '../data/fixture';
import { runLits } from './runLits';
import { evaluation, metrics, predictions, run } from './fixtures';

let cwd: string;
beforeEach(async () => {
  cwd = await temporaryFolder();
});

async function addRun(
  over: Partial<RunRecord>,
  change: (lines: MetricLine[]) => MetricLine[] = (lines) => lines,
): Promise<string> {
  const record = { ...run, ...over };
  const folder = path.join(cwd, '.lits/runs', record.id);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, runFiles.record), JSON.stringify(record));
  const lines = change(metrics()).map((line) => JSON.stringify(line));
  await writeFile(path.join(folder, runFiles.metrics), `${lines.join('\n')}\n`);
  return folder;
}

const runs = (...args: string[]) => runLits(cwd, 'runs', ...args);

describe('lits runs list', () => {
  it('says what to do where there are none', async () => {
    expect((await runs('list')).text).toContain('lits train makes one');
  });

  it('has a line for each run, the latest first, with state, epochs and best figures', async () => {
    await addRun({ id: '20260301-101500-first' });
    await addRun({ id: '20260302-101500-second', state: 'stopped', best: undefined });
    const [, second, first] = (await runs('list')).text.trimEnd().split('\n');
    expect(second).toMatch(/^20260302-101500-second +stopped +4 of 4$/);
    expect(first).toMatch(/^20260301-101500-first +done +4 of 4 +86\.2% +0\.410$/);
  });

  it('shows star and title of runs that have them', async () => {
    await addRun({ id: '20260301-101500-first' });
    await changeMarks(await addRun({ id: '20260302-101500-second' }), {
      title: 'Half dropout',
      starred: true,
    });
    const [, second] = (await runs('list')).text.split('\n');
    expect(second).toMatch(/^20260302-101500-second +★ Half dropout +done/);
  });

  it('tells what it could not read', async () => {
    const folder = await addRun({});
    await appendFile(path.join(folder, runFiles.metrics), '{"torn\n');
    expect((await runs('list')).text).toContain(runFiles.metrics);
  });

  it('prints JSON for programs', async () => {
    await addRun({});
    const { kind, runs: listed } = JSON.parse((await runs('list', '--json')).text) as {
      kind: string;
      runs: RunRecord[];
    };
    expect([kind, listed.map(({ id }) => id)]).toEqual(['runsList', [run.id]]);
  });
});

describe('lits runs show', () => {
  it('tells what a run was made from, and its epochs with the best one marked', async () => {
    await addRun({});
    const { text } = await runs('show', run.id);
    expect(text).toMatch(/learningRate +0\.001/);
    expect(text).toMatch(/^3, the best +/m);
    expect(text.split('\n').filter((line) => /^\d/.test(line))).toHaveLength(4);
  });

  it('tells the slices with the highest loss, of the training split first', async () => {
    const folder = await addRun({});
    const of = async (split: 'train' | 'val', createdAt: string, file: string) => {
      const slice = (label: number, crossEntropy: number, name: string) => ({
        ...predictions()[0],
        file: name,
        label,
        probabilities: [0.7, 0.2, 0.1],
        crossEntropy,
      });
      const measured = [slice(0, 0.36, 'easy.png'), slice(2, 2.3, file), slice(1, 1.6, 'second.png')];
      await writeEvaluation(
        folder,
        evaluationOf({ ...evaluation.provenance, split, createdAt }, measured),
        4,
      );
    };
    await of('train', '2026-03-01T10:00:00.000Z', 'hard.png');
    await of('val', '2026-03-02T10:00:00.000Z', 'newer.png');
    const { text } = await runs('show', run.id, '--hardest', '2');
    expect(text).toMatch(
      /\(train, best\):\n.*\n2\.300 +hard\.png +lesion +no liver 70\.0%\n1\.600 +second\.png/,
    );
    expect(text).not.toMatch(/easy|newer/);
  });

  it('says how the losses of its slices become known', async () => {
    await addRun({});
    const { code, text } = await runs('show', run.id, '--hardest', '2');
    expect(code).toBe(1);
    expect(text).toContain(`lits evaluate ${run.id} --split train`);
  });

  it('marks one of several validations in an epoch', async () => {
    await addRun({ best: { epoch: 3, step: 189, valLoss: 0.41, valAccuracy: 0.862 } }, (lines) =>
      lines.map((line) => (line.kind === 'epoch' ? { ...line, epoch: 3 } : line)),
    );
    expect((await runs('show', run.id)).text.match(/the best/g)).toHaveLength(1);
  });

  it('tells title, recorded name and note', async () => {
    await changeMarks(await addRun({}), { title: 'Half dropout', note: 'Less overfitting.' });
    const { text } = await runs('show', run.id);
    expect(text).toMatch(/^title +Half dropout$/m);
    expect(text).toMatch(/^name +demo$/m);
    expect(text).toMatch(/^note +Less overfitting\.$/m);
  });

  it('tells why a run has failed', async () => {
    await addRun({ state: 'failed', failure: { what: 'The loss is not finite.', problems: [] } });
    expect((await runs('show', run.id)).text).toContain('The loss is not finite.');
  });

  it('names runs that are near where there is none of the name', async () => {
    await addRun({});
    const { code, text } = await runs('show', run.id.replace('demo', 'demi'));
    expect(code).toBe(1);
    expect(text).toContain(run.id);
  });
});

describe('lits runs compare', () => {
  it('puts figures side by side, and shows only the settings that differ', async () => {
    await addRun({ id: 'one' });
    await addRun({ id: 'two', config: { ...run.config!, learningRate: 0.01 } });
    const { text } = await runs('compare', 'one', 'two');
    expect(text).toMatch(/best accuracy +86\.2% +86\.2%/);
    expect(text).toMatch(/learningRate +0\.001 +0\.01$/m);
    expect(text).not.toContain('batchSize');
  });

  it('says where nothing differs', async () => {
    await addRun({ id: 'one' });
    await addRun({ id: 'two' });
    expect((await runs('compare', 'one', 'two')).text).toContain('same code, with the same settings');
  });
});

describe('lits runs delete', () => {
  it('deletes a run, and leaves the others', async () => {
    const [gone, kept] = [
      await addRun({ id: '20260301-101500-first' }),
      await addRun({ id: '20260302-101500-second' }),
    ];
    expect((await runs('delete', '20260301-101500-first')).text).toContain('is deleted');
    expect([await exists(gone), await exists(kept)]).toEqual([false, true]);
  });

  it('leaves a run that is still training', async () => {
    const socket = path.join(cwd, 'worker');
    const server = createServer().listen(socket);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const folder = await addRun({ state: 'running', worker: { pid: process.pid, socket } });
    const { text } = await runs('delete', run.id);
    expect(text).toContain('is still training');
    expect(await exists(folder)).toBe(true);
  });
});

describe('lits runs export', () => {
  it('has a row for each step and each validation, with the names of the values', async () => {
    await addRun({});
    const [head, ...rows] = (await runs('export', run.id)).text.trimEnd().split(/\r?\n/);
    expect(head).toMatch(/^kind,step,epoch,seconds,loss,accuracy,valLoss,valAccuracy,/);
    expect(rows).toHaveLength(metrics().length);
    const first = metrics().find(({ kind }) => kind === 'epoch')!;
    expect(rows.find((row) => row.startsWith('epoch,'))).toMatch(
      new RegExp(`^epoch,${first.step},${first.epoch},${first.seconds},${first.loss},`),
    );
  });

  it('writes a file', async () => {
    await addRun({});
    const { text } = await runs('export', run.id, '--out', 'metrics.csv');
    expect(text).toContain('metrics.csv');
    expect(await exists(path.join(cwd, 'metrics.csv'))).toBe(true);
  });
});
