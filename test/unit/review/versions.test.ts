import { expect, it } from 'vitest';
import { latest, nextVersion, type Version } from '../../../src/review/versions';

const by = (writer: string, minute: number) => ({ writer, at: `2026-01-01T00:0${minute}:00.000Z` });
const values = (...versions: Version<number>[]) => latest(versions).map(({ value }) => value);

it('keeps what was said by who had seen the other', () => {
  const first = nextVersion([], 1, by('anna', 0));
  const second = nextVersion([first], 2, by('ben', 1));
  expect(values(first, second)).toEqual([2]);
  expect(values(second, nextVersion([first, second], 3, by('anna', 2)))).toEqual([3]);
});

it('keeps both where two did not know of each other', () => {
  const first = nextVersion([], 0, by('anna', 0));
  const [anna, ben] = [nextVersion([first], 1, by('anna', 1)), nextVersion([first], 2, by('ben', 2))];
  expect(values(ben, anna)).toEqual([1, 2]);
});

it('takes what two said alike for one', () => {
  expect(values(nextVersion([], 1, by('anna', 0)), nextVersion([], 1, by('ben', 1)))).toEqual([1]);
});

it('ends a disagreement by who has seen both', () => {
  const [anna, ben] = [nextVersion([], 1, by('anna', 0)), nextVersion([], 2, by('ben', 1))];
  const cleo = nextVersion([anna, ben], 2, by('cleo', 2));
  expect(values(anna, ben, cleo)).toEqual([2]);
});

it('does not go by the clocks of machines, which may be wrong', () => {
  const first = nextVersion([], 1, by('anna', 9));
  expect(values(first, nextVersion([first], 2, by('ben', 0)))).toEqual([2]);
});
