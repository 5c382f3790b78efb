import { mkdir } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { GradeKeeper, type Given } from '../../../src/extension/review/gradeKeeper';
import type { ItemGrade, ToReview } from '../../../src/panels/review';
import { gradeItem } from '../../../src/submissions/gradeStore';
import { reviewPlaces } from '../../../src/submissions/layout';
import { temporaryFolder } from '../temporaryFolder';

const anna = { name: 'Anna', machine: 'desk' };
const ben = { name: 'Ben', machine: 'laptop' };
const task = '3.2/l2';
const points = (value: number): ItemGrade => ({ points: value, rubric: [], comments: [] });
const change = (number: number, before: ItemGrade | undefined, after: ItemGrade): Given => ({
  type: 'grade',
  number,
  changes: [{ submission: 'ada-1', task, before, after }],
});

const keepers: GradeKeeper[] = [];
afterEach(() => keepers.splice(0).forEach((keeper) => keeper.dispose()));

/** A review that nobody has graded, and what its page is told. */
async function graded() {
  const root = await temporaryFolder();
  await mkdir(reviewPlaces(root).home);
  const told: Extract<ToReview, { type: 'grades' }>[] = [];
  let heard: () => void = () => undefined;
  const keeper = new GradeKeeper(root, anna, {
    tell: (message) => {
      told.push(message);
      heard();
    },
    onReview: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  keepers.push(keeper);
  await keeper.follow(['ada-1']);
  const next = () => new Promise<void>((resolve) => (heard = resolve));
  const last = () => told.at(-1)?.submissions['ada-1']?.items[task];
  return { root, told, keeper, next, last };
}

it('keeps what comes quickly one after the other, and tells of it once it has kept all', async () => {
  const { keeper, told, last } = await graded();
  await Promise.all([
    keeper.keep(change(1, undefined, points(0.1))),
    keeper.keep(change(2, points(0.1), points(0.2))),
  ]);
  expect(told.map(({ upTo }) => upTo)).toEqual([0, 2]);
  expect(last()).toEqual([{ tutor: 'Anna', value: points(0.2) }]);
});

it('refuses what was based on a grade that another tutor has changed, says so, and tells what is there', async () => {
  const { keeper, root, last } = await graded();
  const at = '2026-01-01T00:00:00.000Z';
  await gradeItem(root, ben, { submission: 'ada-1', task, at }, () => points(0.25));
  await expect(keeper.keep(change(1, undefined, points(0)))).rejects.toThrow(
    'Another tutor has changed the grade',
  );
  expect(last()).toEqual([{ tutor: 'Ben', value: points(0.25) }]);
});

it('hears of what another tutor gives', async () => {
  const { keeper, root, next, last } = await graded();
  await keeper.keep(change(1, undefined, points(0.1)));
  const told = next();
  await gradeItem(root, ben, { submission: 'ada-1', task, at: '2026-01-01T00:00:00.000Z' }, () =>
    points(0.25),
  );
  await told;
  expect(last()).toEqual([{ tutor: 'Ben', value: points(0.25) }]);
});

it('shows the notes of others, and those of its own tutor apart from them', async () => {
  const { keeper, told } = await graded();
  await keeper.keep({ type: 'notes', number: 1, submission: 'ada-1', text: 'Ask about dropout.' });
  expect(told.at(-1)?.submissions['ada-1']).toMatchObject({ notes: [], ownNotes: 'Ask about dropout.' });
});
