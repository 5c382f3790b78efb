import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';
import { ClassMaterial } from '../../../src/submissions/classMaterial';
import { reviewedClass, writeReviewedClass } from '../../review/reviewedClass';
import { temporaryFolder } from '../temporaryFolder';

const [chapter] = await loadCatalog(fileURLToPath(new URL('../../../exercises', import.meta.url)));
const made = reviewedClass(chapter, 3);
const [, second] = made.review.submissions;
const id = second?.id ?? '';

async function materialOf(): Promise<ClassMaterial> {
  const root = await temporaryFolder();
  await writeReviewedClass(root, made);
  return new ClassMaterial(root, chapter.exercises, made.review);
}

it('has of a task what each submission has written, and what the checks have against it', async () => {
  const material = await materialOf();
  const all = await material.tasks({ task: '3.2/dropout' });
  expect(all.map(({ faults }) => faults.map((fault) => fault.id))).toEqual([[], ['layers'], []]);
  expect(all.map(({ passed }) => passed)).toEqual([2, 1, 2]);
  expect(all[1]?.answer?.lines.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toContain(
    'It is lowest somewhere around epoch 7.',
  );
});

it('takes of a file with the answers to several tasks the part of the task', async () => {
  const material = await materialOf();
  const [physics] = await material.tasks({ submission: id, task: '3.1/physics' });
  expect(physics?.answer?.lines[0]?.text).toBe('export const physics = {');
});

it('finds files of the submission alone', async () => {
  const material = await materialOf();
  expect(await material.file(id, '3.2', 'dropout.ts')).toContain('dropout.ts');
  await expect(material.file(id, '3.2', '../../../other/dropout.ts')).rejects.toThrow(
    'is not in this submission',
  );
  await expect(material.file('nobody', '3.2', 'dropout.ts')).rejects.toThrow('is not in this submission');
});

it('reads the lines of a passage', async () => {
  const material = await materialOf();
  const passage = await material.passage(id, '3.2', { path: 'baseline.ts', from: 2, to: 2 });
  expect(passage.text).toBe('export const units = 1;');
});

it('lays the models of an exercise out to be asked about', async () => {
  const material = await materialOf();
  const { files } = await material.stagedModels(id, '3.2');
  expect(files).toHaveLength(3);
  expect((await material.stagedModels(id, '3.1')).files).toEqual([]);
});
