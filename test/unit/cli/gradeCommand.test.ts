import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClassReview, ReviewedSubmission } from '../../../src/protocol/review';
import { temporaryFolder } from '../data/fixture';
import { reviewedItem } from '../review/reviewedItem';
import { runLits } from './runLits';

const submission = (student: string): ReviewedSubmission => ({
  id: `${student}-1`,
  path: `${student}.zip`,
  student,
  state: 'checked',
  points: 0.25,
  exact: 0.2,
  max: 0.5,
  exercises: [
    {
      id: '3.2',
      state: 'checked',
      points: 0.25,
      exact: 0.2,
      max: 0.5,
      items: [reviewedItem({ exact: 0.2 })],
    },
  ],
  remarks: [],
});
const review: ClassReview = {
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  program: '1',
  chapter: { id: '3', title: 'Slices', max: 0.5 },
  exercises: [{ id: '3.2', title: 'Regularization', max: 0.5 }],
  step: 0.5,
  submissions: [submission('ada'), submission('adam'), submission('bob')],
};

let cwd: string;
beforeEach(async () => {
  cwd = await temporaryFolder();
  await mkdir(path.join(cwd, 'class/.lits-review'), { recursive: true });
  await writeFile(path.join(cwd, 'class/.lits-review/class.json'), JSON.stringify(review));
});

const lits = (...args: string[]) => runLits(cwd, ...args);
const grade = (...args: string[]) => lits('grade', 'class', ...args, '--tutor', 'Anna');

describe('lits grade', () => {
  it('adds what the tutor gives to what the checks give, and shows it again', async () => {
    await grade('bob', 'baseline', '--points', '0.15', '--comment', 'Which epoch?');
    const { text } = await grade('bob');
    expect(text).toMatch(/^bob: 0\.4 points$/m);
    expect(text).toMatch(/^3\.2\/baseline +0\.25 +0\.25 +0\.4/m);
    expect(text).toContain('3.2/baseline: Which epoch?');
  });

  it('says which tasks a tutor has still to grade', async () => {
    expect((await grade('bob')).text).toMatch(/^3\.2\/baseline .* tutor has to look$/m);
  });

  it('wants a reason for points in place of those of the checks', async () => {
    expect((await grade('bob', 'baseline', '--override', '0.5')).text).toContain('need a reason');
    await grade('bob', 'baseline', '--override', '0.5', '--reason', 'a check was wrong');
    expect((await grade('bob')).text).toContain('0.5 points, because: a check was wrong');
  });

  it('takes points off for what is late, with days granted and the reason', async () => {
    const { text } = await grade(
      'bob',
      '--late',
      '2',
      '--extension',
      '1',
      '--deduct',
      '0.1',
      '--reason',
      'ill',
    );
    expect(text).toMatch(/^bob: 0\.15 points$/m);
    expect(text).toContain('days late: 2, days granted: 1, points taken off: 0.1, and ill');
  });

  it('takes the whole name before a part of it, and asks where several fit', async () => {
    expect((await grade('ada')).text).toMatch(/^ada: /m);
    expect((await grade('ad')).text).toContain('2 submissions fit "ad".');
    expect((await grade('zoe')).text).toContain('No submission fits "zoe".');
  });

  it('names the tasks where none is called so', async () => {
    expect((await grade('bob', 'l2', '--points', '1')).text).toContain('Name one of these: 3.2/baseline.');
  });

  it('says what to do in a folder that was not reviewed', async () => {
    await mkdir(path.join(cwd, 'other'));
    expect((await lits('grade', 'other', 'bob')).text).toContain('lits review');
  });
});

describe('lits rubric', () => {
  const rubric = (...args: string[]) => lits('rubric', 'class', ...args, '--tutor', 'Anna');
  const idOf = (text: string) => /^([0-9a-f]{6}) /m.exec(text)?.[1] ?? '';

  it('gives everybody who has an item its new points when it is changed', async () => {
    const id = idOf((await rubric('baseline', '--add', 'Names the epoch', '--points', '0.25')).text);
    for (const student of ['ada', 'bob']) await grade(student, 'baseline', '--rubric', id);
    expect((await grade('bob')).text).toMatch(/^bob: 0\.5 points$/m);
    await rubric('--change', id, '--points', '0.1');
    for (const student of ['ada', 'bob'])
      expect((await grade(student)).text).toMatch(new RegExp(`^${student}: 0\\.35 points$`, 'm'));
  });

  it('leaves a task to be graded where only an item that was deleted had been given', async () => {
    const id = idOf((await rubric('baseline', '--add', 'Names the epoch', '--points', '0.25')).text);
    await grade('ada', 'baseline', '--rubric', id);
    await grade('bob', 'baseline', '--points', '0.25');
    await rubric('--delete', id);
    expect((await grade('ada')).text).toMatch(/^ada: 0\.25 points/m);
    expect((await grade('ada')).text).toContain('tutor has to look');
    expect((await grade('bob')).text).toMatch(/^bob: 0\.5 points$/m);
    expect((await rubric()).text).toContain('There are no rubric items yet.');
  });

  it('does not know an item any more that was deleted', async () => {
    const id = idOf((await rubric('baseline', '--add', 'Names the epoch', '--points', '0.25')).text);
    await rubric('--delete', id);
    for (const args of [
      ['--delete', id],
      ['--change', id, '--points', '1'],
    ])
      expect((await rubric(...args)).text).toContain(`There is no rubric item "${id}".`);
  });

  it('lets only items of a task be applied to it', async () => {
    expect((await grade('bob', 'baseline', '--rubric', 'abcdef')).text).toContain(
      'has no rubric item "abcdef"',
    );
    await expect(readFile(path.join(cwd, 'class/.lits-review/grades'))).rejects.toThrow('ENOENT');
  });

  it('wants a task and points for a new item', async () => {
    expect((await rubric('--add', 'Names the epoch')).text).toContain('needs a task and its points');
  });
});
