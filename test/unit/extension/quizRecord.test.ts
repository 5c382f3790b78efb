import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { recordAnswer } from '../../../src/extension/quiz/quizRecord';
import { temporaryFolder } from '../train/student';

const now = new Date('2026-01-01T00:00:00Z');
const answer = (question: string, right: boolean, file = 'a.ts') => ({ file, question, seed: 7, right });
const newRecord = async () => path.join(await temporaryFolder(), '.lits', 'quiz.json');

it('counts the last answer to each question of a file', async () => {
  const record = await newRecord();
  await recordAnswer(record, answer('shape:a', false), now);
  await recordAnswer(record, answer('shape:b', true), now);
  await recordAnswer(record, answer('shape:a', true, 'other.ts'), now);
  expect(await recordAnswer(record, answer('shape:a', true), now)).toEqual({ asked: 2, right: 2 });
});

it('keeps how often a question was answered, and when last', async () => {
  const record = await newRecord();
  await recordAnswer(record, answer('shape:a', true), now);
  await recordAnswer(record, answer('shape:a', false), now);
  expect(JSON.parse(await readFile(record, 'utf8'))).toEqual({
    version: 1,
    answers: [{ ...answer('shape:a', false), times: 2, at: now.toISOString() }],
  });
});

it('begins anew where the record cannot be read', async () => {
  const record = await newRecord();
  await recordAnswer(record, answer('shape:a', true), now);
  await writeFile(record, '{"version":1,"answers":[{');
  expect(await recordAnswer(record, answer('shape:b', false), now)).toEqual({ asked: 1, right: 0 });
});
