import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';
import type { CheckReport } from '../../../src/protocol/checkReport';
import type { CheckJob, Checked } from '../../../src/protocol/jobs/checkJob';
import type { ClassReview } from '../../../src/protocol/review';
import { reviewClass, type ReviewOptions } from '../../../src/submissions/reviewClass';
import { zipBytes } from '../files/zipBytes';
import { temporaryFolder } from '../temporaryFolder';

const packs = fileURLToPath(new URL('../../packs', import.meta.url));
const [chapter] = await loadCatalog(packs);

let root: string;
/** Texts of the files `sum.ts` that were checked. */
let checked: string[];
beforeEach(async () => {
  root = await temporaryFolder();
  checked = [];
});

const report: CheckReport = {
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '9.1', title: 'Sums' },
  points: 3,
  max: 3,
  items: [],
};

/** Stands in for a worker: what it checks is for other tests. */
async function check({ folder }: CheckJob): Promise<Checked> {
  checked.push(await readFile(path.join(folder, 'sum.ts'), 'utf8'));
  return { report, containment: 'none' };
}

const review = (options: Partial<ReviewOptions> = {}): Promise<ClassReview> =>
  reviewClass({
    root,
    chapter,
    step: 0.5,
    jobs: 1,
    program: { version: '1', worker: fileURLToPath(import.meta.url) },
    check,
    signal: new AbortController().signal,
    now: () => new Date(0),
    ...options,
  });

async function handIn(student: string, text: string, name = '9.1-sums/sum.ts'): Promise<void> {
  const file = path.join(root, student, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

const states = ({ submissions }: ClassReview) => submissions.map(({ student, state }) => [student, state]);

describe('a second review', () => {
  it('checks only what has changed', async () => {
    await handIn('ada', 'a');
    await handIn('bob', 'b');
    await review();
    await handIn('bob', 'better');
    await review();
    expect(checked).toEqual(['a', 'b', 'better']);
  });

  it('checks everything again with another version of the program', async () => {
    await handIn('ada', 'a');
    await review();
    await review({ program: { version: '2', worker: fileURLToPath(import.meta.url) } });
    expect(checked).toEqual(['a', 'a']);
  });

  it('goes on where the first one was interrupted, which tells what it knows', async () => {
    await handIn('ada', 'a');
    await handIn('bob', 'b');
    const controller = new AbortController();
    const first = await review({
      signal: controller.signal,
      check: async (job) => {
        const done = await check(job);
        controller.abort();
        return done;
      },
    });
    expect(states(first)).toEqual([
      ['ada', 'checked'],
      ['bob', 'open'],
    ]);
    expect(states(await review())).toEqual([
      ['ada', 'checked'],
      ['bob', 'checked'],
    ]);
    expect(checked).toEqual(['a', 'b']);
  });

  it('leaves alone what tutors have put beside its own files', async () => {
    await handIn('ada', 'a');
    const [{ id }] = (await review()).submissions;
    const manual = path.join(root, '.lits-review/manual', `${id}.json`);
    await mkdir(path.dirname(manual));
    await writeFile(manual, '{}');
    await handIn('ada', 'better');
    await review();
    expect(await readFile(manual, 'utf8')).toBe('{}');
  });

  it('knows a submission by the same id after its content has changed', async () => {
    await handIn('ada', 'a');
    const before = await review();
    await handIn('ada', 'better');
    expect((await review()).submissions[0].id).toBe(before.submissions[0].id);
  });
});

describe('what nothing refers to any more', () => {
  const kept = async (place: string) => (await readdir(path.join(root, '.lits-review', place))).sort();
  const monthLater = () => new Date(Date.now() + 40 * 24 * 3600 * 1000);

  it('is removed: checked work of a submission that is gone at once, its report after a month', async () => {
    await handIn('ada', 'a');
    await handIn('bob', 'b');
    await review();
    await rm(path.join(root, 'bob'), { recursive: true });
    const { submissions } = await review();
    expect(await kept('work/checked')).toEqual(submissions.map(({ id }) => id));
    expect(await kept('results')).toHaveLength(2);
    await review({ now: monthLater });
    expect(await kept('results')).toEqual(
      submissions.flatMap(({ exercises }) => exercises.flatMap(({ key }) => (key ? [`${key}.json`] : []))),
    );
  });

  it('is removed: the unpacked content of an archive that has been replaced', async () => {
    const archive = path.join(root, 'ada.zip');
    await writeFile(archive, zipBytes([{ name: '9.1-sums/sum.ts', content: 'a' }]));
    await review();
    const before = await kept('work/unpacked');
    await writeFile(archive, zipBytes([{ name: '9.1-sums/sum.ts', content: 'better' }]));
    await review();
    const after = await kept('work/unpacked');
    expect([before.length, after.length]).toEqual([1, 1]);
    expect(after).not.toEqual(before);
  });
});

it('checks the same work of two students once', async () => {
  await handIn('ada', 'same');
  await handIn('bob', 'same');
  expect(states(await review())).toEqual([
    ['ada', 'checked'],
    ['bob', 'checked'],
  ]);
  expect(checked).toEqual(['same']);
});

it('tells of a check that could not be done in its row alone, and tries it again next time', async () => {
  await handIn('ada', 'a');
  await handIn('bob', 'b');
  const failing = (job: CheckJob) =>
    job.folder.includes('ada') ? Promise.reject(new Error('The process was killed.')) : check(job);
  const [ada, bob] = (await review({ check: failing })).submissions;
  expect(ada).toMatchObject({
    state: 'failed',
    exercises: expect.arrayContaining([
      expect.objectContaining({ why: expect.stringContaining('The process was killed.') as string }),
    ]) as unknown,
  });
  expect(bob.state).toBe('checked');
  expect(states(await review())[0]).toEqual(['ada', 'checked']);
});

it('checks again, alone, what was stopped late while other checks ran beside it, before it counts', async () => {
  await handIn('ada', 'a');
  await handIn('bob', 'b');
  let millis = 0;
  const alone: string[] = [];
  const item = { id: 'sum', title: 'Sum', file: 'sum.ts', points: 0, max: 3, tutorPoints: 0 };
  const stopped: CheckReport = {
    ...report,
    points: 0,
    items: [
      { ...item, status: 'error', checks: [{ id: 'sum', title: 'Sum', status: 'error', findings: [] }] },
    ],
  };
  const slow = async (job: CheckJob): Promise<Checked> => {
    const text = await readFile(path.join(job.folder, 'sum.ts'), 'utf8');
    // On a busy machine it does not come to its end in time; alone it does.
    millis += 20_000;
    const isFirst = text === 'a' && !checked.includes('a');
    if (text === 'a' && !isFirst) alone.push(text);
    checked.push(text);
    return { report: isFirst ? stopped : report, containment: '' };
  };
  const result = await review({ jobs: 2, check: slow, now: () => new Date(millis) });
  expect(states(result)).toEqual([
    ['ada', 'checked'],
    ['bob', 'checked'],
  ]);
  expect(alone).toEqual(['a']);
  expect(result.submissions[0].remarks).toEqual([]);
});

it('copies to the checks only files of the work, never checks, hidden files, packages or what links lead to', async () => {
  const secret = path.join(root, 'secret.ts');
  await writeFile(secret, 'secret');
  await handIn('ada', "import './own/helper'; import './linked'; import '../outside';");
  for (const name of [
    'own/helper.ts',
    'checks.ts',
    'exercise.json',
    '.env',
    'node_modules/x.ts',
    'unused.ts',
  ])
    await handIn('ada', 'export {};', `9.1-sums/${name}`);
  await handIn('ada', 'export {};', 'outside.ts');
  await symlink(secret, path.join(root, 'ada/9.1-sums/linked.ts'));
  let files: string[] = [];
  await review({
    check: async (job) => {
      files = (await readdir(job.folder, { recursive: true })).sort();
      return check(job);
    },
  });
  expect(files).toEqual(['own', path.join('own', 'helper.ts'), 'sum.ts']);
});

it('does not follow a link in the place of its own folder', async () => {
  await handIn('ada', 'a');
  await symlink(tmpdir(), path.join(root, '.lits-review'));
  await expect(review()).rejects.toThrow('is a link or a file, not a folder');
});
