import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tutorGradesSchema } from '../../src/protocol/grades';
import { loadCatalog } from '../../src/protocol/catalog';
import { gradedSubmission } from '../../src/review/grades';
import { gradeItem, readGrades } from '../../src/submissions/gradeStore';
import { readClass } from '../../src/submissions/readClass';
import { reviewClass } from '../../src/submissions/reviewClass';
import { argumentOf, reviewedClass, writeReviewedClass, type ReviewedClass } from '../review/reviewedClass';
import { accessibilityFaults } from './accessibility';
import { leave } from './leave';
import { repository, vsixFile } from './server';
import { StudentFolder } from './studentFolder';
import { until } from './until';
import { Workbench } from './workbench';

const count = 40;
const [chapter] = await loadCatalog(join(repository, 'exercises'));

let folder: StudentFolder;
let workbench: Workbench;
let made: ReviewedClass;

beforeEach(async () => {
  folder = await StudentFolder.empty();
  made = reviewedClass(chapter, count);
  await writeReviewedClass(folder.path, made);
  workbench = await Workbench.open({ folder: folder.path, vsix: vsixFile });
});
afterEach((context) => leave(context, folder, workbench));

/** What the files in the folder say, by the ids of submissions. */
async function pointsOnDisk(): Promise<Record<string, number>> {
  const { submissions } = await readClass(folder.path);
  const grades = await readGrades(folder.path);
  expect(grades.lost).toEqual([]);
  return Object.fromEntries(
    submissions.map((submission) => [
      submission.id,
      gradedSubmission(submission, grades.of(submission.id), grades.rubric).points,
    ]),
  );
}

const differences = (points: Record<string, number>) =>
  Object.entries(made.truth).filter(([id, wanted]) => Math.abs((points[id] ?? NaN) - wanted) > 1e-9);

test('a tutor grades forty submissions by task and by keys alone, undoes one, and sees what another tutor gives', async () => {
  await workbench.quickInput.chooseFolder('LiTS: Review Submissions', folder.path);
  const view = await workbench.frameWith('table.class');
  expect(await view.locator('table.class tbody tr').count()).toBe(count);
  const { keyboard } = workbench.page;
  let keys = 0;
  const press = async (...all: string[]) => {
    for (const key of all) await keyboard.press(key);
    keys += all.length;
  };
  const began = performance.now();
  await view.locator('table.class .link').first().focus();
  await press('q');
  await view.locator('#view .list').waitFor();
  const tasks = await view.locator('#view .toolbar select').first().locator('option').all();
  const toGrade = [];
  for (const task of tasks) if (/\((?!0)\d+ /.test(await task.innerText())) toGrade.push(task);
  expect(toGrade).toHaveLength(5);

  // By equal answers, all of a group at once: what the argument deserves is seen once for each.
  await press('g', 'g', 'a');
  await view.locator('#view .toolbar').getByText('Grade all').waitFor();
  for (const place of toGrade.keys()) {
    for (let left = await openIn(view); left > 0; left = await openIn(view)) {
      const { share } = await argumentShown(view);
      await press(share === 1 ? 'f' : '0');
      if (share === 0.5) await givePoints(view, press);
      await until('fewer to grade', async () => ((await openIn(view)) < left ? true : undefined));
      if (place === 0 && left === count) {
        // What was done to a whole group is told, and taken back with one key.
        await view
          .locator('.status')
          .getByText(/submissions/)
          .waitFor();
        await press('u');
        await until('all to grade', async () => ((await openIn(view)) === left ? true : undefined));
        await press(share === 1 ? 'f' : '0');
        await until('fewer to grade', async () => ((await openIn(view)) < left ? true : undefined));
      }
      const before = await shownIn(view);
      await press('n');
      // The page follows with its next frame: what was there before must not be taken for what is there now.
      await until('the next that is to be graded', async () =>
        (await shownIn(view)) !== before ||
        (await view.getByText('There is nothing else to grade.').isVisible())
          ? true
          : undefined,
      );
    }
  }
  const seconds = (performance.now() - began) / 1000;
  const faults = await until('the true points on the disk', async () => {
    const now = differences(await pointsOnDisk());
    return now.length === 0 ? now : undefined;
  });
  expect(faults).toEqual([]);
  console.log(
    `${count} submissions: ${keys} keys, ${(keys / count).toFixed(1)} a submission, ${(seconds / count).toFixed(2)} s a submission`,
  );
  await workbench.screenshot('review-by-task');

  // Reviewed once more, the class has the same submissions, and each has what it was given.
  await reviewAgain();
  expect(differences(await pointsOnDisk())).toEqual([]);

  const [, first] = made.review.submissions;
  if (!first) throw new Error('There is no submission.');
  await press('t');
  await view.getByText(`${count} of ${count} submissions are graded`).waitFor();
  await gradeItem(
    folder.path,
    { name: 'Ben', machine: 'laptop' },
    { submission: first.id, task: '3.1/transforms', at: new Date().toISOString() },
    () => ({ points: 0, rubric: [], comments: [{ kind: 'essential', text: 'Seen by Ben.' }] }),
  );
  await view.locator(`[data-submission="${first.id}"]`).click();
  await view.getByText('Seen by Ben.').first().waitFor();
  expect(await accessibilityFaults(view)).toEqual([]);

  // The place of a finding leads to the student's file at its line.
  await view.locator('.place').first().click();
  await workbench.page.locator('.statusbar-item', { hasText: 'Ln 2, Col 1' }).waitFor();
  await workbench.screenshot('review-by-student');

  const [tutor = ''] = (await readdir(join(folder.path, '.lits-review/grades'))).filter(
    (name) => !name.startsWith('ben-'),
  );
  const kept = tutorGradesSchema.parse(
    JSON.parse(await readFile(join(folder.path, '.lits-review/grades', tutor, `${first.id}.json`), 'utf8')),
  );
  expect(Object.keys(kept.items).sort()).toHaveLength(5);
});

/** Reviews the folder as a tutor does, but for the checks: each finds again what it has found. */
async function reviewAgain(): Promise<void> {
  await reviewClass({
    root: folder.path,
    chapter,
    step: 0.5,
    jobs: 2,
    program: { version: '1', worker: join(repository, 'dist/worker.cjs') },
    check: (job) => {
      const submission = made.review.submissions.find(({ id }) => job.folder.includes(id));
      const exercise = chapter.exercises.find(({ path }) => path === job.exercise)?.manifest.id;
      const key = submission?.exercises.find(({ id }) => id === exercise)?.key ?? '';
      const kept = made.reports[key];
      return kept ? Promise.resolve(kept) : Promise.reject(new Error(`Nobody has handed in ${job.folder}.`));
    },
    signal: new AbortController().signal,
    now: () => new Date(),
  });
}

/** How many submissions of the task are to be graded. */
const openIn = async (view: Frame): Promise<number> => view.locator('.list .state.open').count();

/** Which task of which submission is shown. */
async function shownIn(view: Frame): Promise<string> {
  const task = await view.locator('#view .toolbar select').first().inputValue();
  return `${task} ${await view.locator('.entry[aria-current]').getAttribute('data-submission')}`;
}

/** What the tutor reads in the answer that is shown. */
async function argumentShown(view: Frame) {
  await view.locator('.answer .own').first().waitFor();
  const text = await view.locator('.answer .own').allInnerTexts();
  const known = [...Array(count).keys()]
    .map(argumentOf)
    .find((one) => text.some((line) => line.includes(one.text)));
  if (!known) throw new Error(`Nobody has written ${text.join(' ')}.`);
  return known;
}

/** Half of what a tutor can give, typed as a number. */
async function givePoints(view: Frame, press: (...keys: string[]) => Promise<void>): Promise<void> {
  const field = view.locator('.grade input[type=number]').first();
  const most = Number(await field.getAttribute('max'));
  await field.focus();
  await field.fill(String(most / 2));
  await press('Enter', 'Escape');
}
