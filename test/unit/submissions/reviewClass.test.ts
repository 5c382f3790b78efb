import { access, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';
import { classReviewSchema, type ClassReview } from '../../../src/protocol/review';
import { remarkTexts } from '../../../src/review/gradeSheet';
import { jobInWorker } from '../../../src/submissions/jobInWorker';
import { reviewClass } from '../../../src/submissions/reviewClass';
import { addHostile, makeClass } from '../../review/makeClass';
import { endless, sumStudents } from '../../review/students';
import { installWorker } from '../worker/installation';
import { temporaryFolder } from '../temporaryFolder';

const packs = fileURLToPath(new URL('../../packs', import.meta.url));
const [chapter] = await loadCatalog(packs);

let worker: string;
let root: string;
beforeAll(async () => {
  worker = await installWorker();
});
afterAll(() => rm(path.dirname(worker), { recursive: true }));
beforeEach(async () => {
  root = await temporaryFolder();
});

const node = { path: process.execPath, env: {}, version: process.versions.node };

const review = (): Promise<ClassReview> =>
  reviewClass({
    root,
    chapter,
    step: 0.5,
    // One that never ends would be tried once more, alone.
    jobs: 1,
    program: { version: '1', worker },
    check: (job, logFile, signal) =>
      jobInWorker(
        'check',
        { ...job, threads: 1 },
        { workerPath: worker, node, cwd: root, logFile, mostMillis: 600_000, signal },
      ),
    signal: new AbortController().signal,
    now: () => new Date(0),
  });

const rowOf = ({ submissions }: ClassReview, name: string) => {
  const row = submissions.find(({ path }) => path.startsWith(name));
  if (!row) throw new Error(`${name} has no row.`);
  return row;
};

describe('a class of right, wrong, endless and hostile hand-ins', () => {
  it('gets the true points of each, and says of each other one what is wrong with it', async () => {
    const students = [...sumStudents, endless];
    await makeClass(root, students);
    await addHostile(root);
    const result = await review();
    for (const { name, points } of students)
      expect([name, rowOf(result, name).points]).toEqual([name, points]);
    const remarks = (name: string) => remarkTexts(rowOf(result, name)).join('\n');
    expect(remarks('endless')).toMatch(endless.remark ?? '');
    expect(rowOf(result, 'escaping').state).toBe('unreadable');
    expect(remarks('escaping')).toContain('a path with ".."');
    expect(rowOf(result, 'damaged').state).toBe('unreadable');
    expect(rowOf(result, 'empty').state).toBe('nothing');
    await expect(access(path.join(root, '..', 'escaped.ts'))).rejects.toThrow();
    // What is written about it is what its schema says.
    const written: unknown = JSON.parse(await readFile(path.join(root, '.lits-review/class.json'), 'utf8'));
    expect(classReviewSchema.parse(written)).toEqual(result);
  });
});
