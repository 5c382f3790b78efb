import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ItemGrade, RubricItem } from '../../../src/protocol/grades';
import {
  gradeItem,
  readGrades,
  setNotes,
  setRubricItem,
  setTerms,
  type Tutor,
} from '../../../src/submissions/gradeStore';
import { temporaryFolder } from '../temporaryFolder';

const anna: Tutor = { name: 'Anna', machine: 'desk' };
const ben: Tutor = { name: 'Ben', machine: 'laptop' };
const about = { submission: 'ada-1', task: '3.2/baseline', at: '2026-01-01T00:00:00.000Z' };
const points =
  (value: number) =>
  (before?: ItemGrade): ItemGrade => ({
    rubric: [],
    comments: [],
    ...before,
    points: value,
  });
const given = async (root: string) =>
  ((await readGrades(root)).of('ada-1').items.get('3.2/baseline') ?? []).map((grade) => grade.points);

describe('grades in a folder', () => {
  it('are what the tutor said last', async () => {
    const root = await temporaryFolder();
    await gradeItem(root, anna, about, points(0.1));
    await gradeItem(root, anna, about, points(0.25));
    expect(await given(root)).toEqual([0.25]);
  });

  it('go on from what another tutor has given', async () => {
    const root = await temporaryFolder();
    await gradeItem(root, anna, about, (before) => ({
      ...points(0.1)(before),
      comments: [{ kind: 'essential', text: 'Which epoch?' }],
    }));
    await gradeItem(root, ben, about, points(0.25));
    expect((await readGrades(root)).of('ada-1').items.get('3.2/baseline')).toMatchObject([
      { points: 0.25, comments: [{ text: 'Which epoch?' }] },
    ]);
  });

  it('show both where two copies of the folder were graded apart, as with Git, until one has seen both', async () => {
    const [root, copy] = [await temporaryFolder(), await temporaryFolder()];
    await gradeItem(root, anna, about, points(0));
    await cp(root, copy, { recursive: true });
    await gradeItem(root, anna, about, points(0.1));
    await gradeItem(copy, ben, about, points(0.25));
    await cp(copy, root, { recursive: true, force: false, errorOnExist: false });
    expect((await given(root)).sort()).toEqual([0.1, 0.25]);
    await gradeItem(root, anna, about, points(0.25));
    expect(await given(root)).toEqual([0.25]);
  });

  it('are in files of their own for two tutors, and for two machines of one', async () => {
    const root = await temporaryFolder();
    for (const tutor of [anna, ben, { ...anna, machine: 'laptop' }])
      await gradeItem(root, tutor, about, points(0));
    expect(await readdir(join(root, '.lits-review/grades'))).toHaveLength(3);
  });

  it('are never written over a file that cannot be read, and it is told', async () => {
    const root = await temporaryFolder();
    await gradeItem(root, anna, about, points(0.1));
    const [writer = ''] = await readdir(join(root, '.lits-review/grades'));
    const file = join(root, '.lits-review/grades', writer, 'ada-1.json');
    await writeFile(file, '{"version": 1, <<<<<<< ours');
    await expect(gradeItem(root, anna, about, points(0.2))).rejects.toThrow('cannot be read');
    expect(await readFile(file, 'utf8')).toContain('<<<<<<<');
    expect((await readGrades(root)).lost).toEqual([expect.stringContaining('ada-1.json cannot be read')]);
  });

  it('have terms for the whole, and rubric items that everybody sees', async () => {
    const root = await temporaryFolder();
    const terms = { lateDays: 2, extensionDays: 1, deduction: 0.5, reason: 'ill' };
    await setTerms(root, anna, about, terms);
    const rubric = { task: '3.2/baseline', text: 'Names the epoch', points: 0.25 };
    await setRubricItem(root, anna, { id: 'names', at: about.at }, rubric);
    await setRubricItem(root, ben, { id: 'names', at: about.at }, { ...rubric, points: 0.1 });
    const grades = await readGrades(root);
    expect(grades.of('ada-1').terms).toEqual([terms]);
    expect([...grades.rubric]).toEqual([['names', { ...rubric, points: 0.1 }]]);
  });

  it('bring a rubric item back that was deleted', async () => {
    const root = await temporaryFolder();
    const item = { task: '3.2/baseline', text: 'Names the epoch', points: 0.25 };
    const keep = (value: RubricItem) => setRubricItem(root, anna, { id: 'names', at: about.at }, value);
    await keep({ ...item, deleted: true });
    expect((await readGrades(root)).rubric.size).toBe(0);
    await keep(item);
    expect([...(await readGrades(root)).rubric]).toEqual([['names', item]]);
  });

  it('say which tutor gave what, and keep the notes of each', async () => {
    const root = await temporaryFolder();
    await gradeItem(root, anna, about, points(0.1));
    await setNotes(root, anna, 'ada-1', 'Ask about dropout.');
    await setNotes(root, ben, 'ada-1', 'Was ill.');
    await setNotes(root, ben, 'ada-1', '');
    const said = (await readGrades(root)).saidOf('ada-1');
    expect(said.items.get('3.2/baseline')).toMatchObject([{ tutor: 'Anna', value: { points: 0.1 } }]);
    expect(said.notes).toMatchObject([{ tutor: 'Anna', value: 'Ask about dropout.' }]);
  });
});
