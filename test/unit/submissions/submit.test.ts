import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { unzip } from '../../../src/files/unzip';
import { writeZip } from '../../../src/files/writeZip';
import { loadCatalog } from '../../../src/protocol/catalog';
import type { CheckReport } from '../../../src/protocol/checkReport';
import { submissionSchema } from '../../../src/protocol/submission';
import { saveProgram } from '../../../src/runs';
import { planSubmission, type PlanOptions } from '../../../src/submissions/planSubmission';
import { reviewClass, type ReviewOptions } from '../../../src/submissions/reviewClass';
import { writeSubmission } from '../../../src/submissions/writeSubmission';
import { evaluation, run } from '../cli/fixtures';
import { temporaryFolder } from '../temporaryFolder';

const [chapter] = await loadCatalog(fileURLToPath(new URL('../../../exercises', import.meta.url)));
const program = { version: '1', worker: fileURLToPath(import.meta.url) };
const regularization = '3.2-regularization';

let root: string;
let home: string;
beforeEach(async () => {
  root = await temporaryFolder();
  home = path.join(root, 'chapter3');
  for (const { path: course, folder } of chapter.exercises)
    await cp(path.join(course, 'starter'), path.join(home, folder), { recursive: true });
});

const plan = (options: Partial<PlanOptions> = {}) =>
  planSubmission({
    chapter,
    folder: home,
    weights: false,
    program,
    now: new Date(0),
    ...options,
  });

async function write(name: string, text: string): Promise<void> {
  const file = path.join(home, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

const report: CheckReport = {
  version: 1,
  createdAt: '2100-01-01T00:00:00.000Z',
  exercise: { id: '3.2', title: 'Regularization' },
  points: 0.75,
  max: 1.5,
  items: [],
};

/** A run of a file of exercise 3.2 with what it has trained, its weights, and what else a run folder holds. */
async function addRun(id: string, source: string, state: 'done' | 'stopped' = 'done'): Promise<void> {
  const dir = path.join(home, '.lits/runs', id);
  const record = { ...run, id, state, file: path.join(home, regularization, 'baseline.ts') };
  await write(`.lits/runs/${id}/run.json`, JSON.stringify(record));
  await write(`.lits/runs/${id}/metrics.jsonl`, '');
  await write(`.lits/runs/${id}/log.txt`, 'A path of the machine.');
  await write(`.lits/runs/${id}/evaluations/test-best.json`, JSON.stringify(evaluation));
  await write(`.lits/runs/${id}/checkpoints/best/weights.bin`, 'weights');
  await saveProgram(dir, {
    code: '',
    map: JSON.stringify({ sources: ['baseline.ts'], sourcesContent: [source] }),
  });
}

describe('a submission', () => {
  it('holds the files of the exercises, own files that they import, and reports, and nothing else', async () => {
    await write(`${regularization}/baseline.ts`, "import { build } from './own/network';\n");
    await write(`${regularization}/own/network.ts`, 'export const build = 1;');
    await write(`${regularization}/answers.md`, '![curves](curves.png)\n');
    await write(`${regularization}/curves.png`, 'picture');
    await write(`${regularization}/notes.txt`, 'private');
    await write(`${regularization}/.env`, 'secret');
    await write('.lits/checks/3.2.json', JSON.stringify(report));
    const paths = (await plan()).files.map((file) => file.path);
    expect(
      paths.filter((name) => !name.startsWith('3.1') && !name.startsWith('3.3') && !name.startsWith('3.4')),
    ).toEqual([
      `${regularization}/answers.md`,
      `${regularization}/baseline.ts`,
      `${regularization}/curves.png`,
      `${regularization}/own/network.ts`,
      'reports/3.2.json',
    ]);
  });

  it('holds the latest run of the code as it is, without log and weights', async () => {
    await write(`${regularization}/baseline.ts`, 'now');
    await addRun('20260101-100000-baseline', 'now');
    await addRun('20260102-100000-baseline', 'now');
    await addRun('20260103-100000-baseline', 'before');
    await addRun('20260104-100000-baseline', 'now', 'stopped');
    const { files, manifest } = await plan();
    const run = 'runs/20260102-100000-baseline';
    expect(files.map((file) => file.path).filter((name) => name.startsWith('runs/'))).toEqual([
      `${run}/evaluations/test-best.json`,
      `${run}/metrics.jsonl`,
      `${run}/run.json`,
    ]);
    expect(manifest.runs).toEqual([
      { id: '20260102-100000-baseline', exercise: '3.2', file: 'baseline.ts', hasWeights: false },
    ]);
  });

  it('holds the weights where they are asked for', async () => {
    await addRun('20260101-100000-baseline', 'now');
    expect((await plan({ weights: true })).files.map((file) => file.path)).toContain(
      'runs/20260101-100000-baseline/checkpoints/best/weights.bin',
    );
  });

  it('has no name but the one that was given', async () => {
    expect((await plan()).manifest.student).toBeUndefined();
    expect((await plan({ student: 'Ada' })).manifest.student).toBe('Ada');
  });

  it('is made of the same bytes each time', async () => {
    const files = ['one.zip', 'two.zip'].map((name) => path.join(root, name));
    for (const file of files) await writeSubmission(await plan(), file);
    const [one, two] = await Promise.all(files.map((file) => readFile(file)));
    expect(one.equals(two)).toBe(true);
  });

  it('says in its manifest what it holds', async () => {
    const file = path.join(root, 'hand-in.zip');
    const { files } = await plan();
    await writeSubmission(await plan({ student: 'Ada' }), file);
    await unzip(file, path.join(root, 'unpacked'));
    const text = await readFile(path.join(root, 'unpacked/submission.json'), 'utf8');
    expect(submissionSchema.parse(JSON.parse(text)).files.map((one) => one.path)).toEqual(
      files.map((one) => one.path),
    );
  });

  it('is not written where a file has changed since it was shown', async () => {
    const shown = await plan();
    await write(`${regularization}/baseline.ts`, 'changed');
    await expect(writeSubmission(shown, path.join(root, 'hand-in.zip'))).rejects.toThrow('was changed');
  });
});

it('is told what is still missing: files as they were, questions, reports', async () => {
  const { missing } = await plan();
  expect(missing).toEqual(
    expect.arrayContaining([
      '3.2: baseline.ts is as it was in the beginning.',
      '3.2: l2.ts does not exist.',
      '3.2: 6 questions in answers.md are not answered.',
      '3.2: it was not checked yet, so that there is no report to hand in.',
    ]),
  );
});

describe('a submission that is reviewed', () => {
  const review = (options: Partial<ReviewOptions> = {}) =>
    reviewClass({
      root: path.join(root, 'class'),
      chapter,
      step: 0.5,
      jobs: 1,
      program,
      check: ({ exercise }) => {
        const id = path.basename(exercise).slice(0, 3);
        return Promise.resolve({
          report: { ...report, exercise: { id, title: id }, points: 0.5 },
          containment: '',
        });
      },
      signal: new AbortController().signal,
      now: () => new Date(0),
      ...options,
    });
  const handIn = async () => {
    await write('.lits/checks/3.2.json', JSON.stringify(report));
    await mkdir(path.join(root, 'class'));
    await writeSubmission(await plan({ student: 'Ada' }), path.join(root, 'class/x.zip'));
  };

  it('has its name, and a remark on the points that its report claims', async () => {
    await handIn();
    const [{ student, remarks }] = (await review()).submissions;
    expect(student).toBe('Ada');
    expect(remarks.map(({ text }) => text)).toEqual(['Claims 0.75 points, the checks give 0.5.']);
  });

  const fromArtifacts = () =>
    review({ fromReports: true, check: () => Promise.reject(new Error('checked')) });

  it('has the points of its own report where nothing is to be checked, which says what it is about', async () => {
    await handIn();
    const [{ exercises }] = (await fromArtifacts()).submissions;
    expect(exercises.find(({ id }) => id === '3.2')).toMatchObject({
      exact: 0,
      state: 'checked',
      claimed: 'matching',
    });
    expect(exercises.find(({ id }) => id === '3.3')).toMatchObject({ state: 'failed' });
  });

  it('is unverified where a file is not as it was when it was checked', async () => {
    await handIn();
    const folder = path.join(root, 'class/unpacked');
    await unzip(path.join(root, 'class/x.zip'), folder);
    await rm(path.join(root, 'class/x.zip'));
    await writeFile(path.join(folder, regularization, 'baseline.ts'), 'better');
    const [{ exercises, remarks }] = (await fromArtifacts()).submissions;
    expect(exercises.find(({ id }) => id === '3.2')?.claimed).toBe('unverified');
    expect(remarks.map(({ kind }) => kind)).toContain('claimed');
  });

  it('has a remark on a file that was changed after it was handed in', async () => {
    await handIn();
    const folder = path.join(root, 'class/unpacked');
    await unzip(path.join(root, 'class/x.zip'), folder);
    await rm(path.join(root, 'class/x.zip'));
    await writeFile(path.join(folder, regularization, 'baseline.ts'), 'better');
    const [{ remarks }] = (await review()).submissions;
    expect(remarks.map(({ kind, text }) => [kind, text])).toContainEqual([
      'edited',
      `${regularization}/baseline.ts was changed after it was handed in.`,
    ]);
  });
});

it('an archive of a file that cannot be read is not written', async () => {
  const target = path.join(root, 'x.zip');
  await expect(writeZip(target, [{ name: 'a', source: path.join(root, 'missing') }])).rejects.toThrow(
    'ENOENT',
  );
  await expect(readFile(target)).rejects.toThrow('ENOENT');
});
