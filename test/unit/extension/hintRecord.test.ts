import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { nextHint, readHintRecord, recordHint } from '../../../src/extension/checks/hintRecord';
import type { CheckResult } from '../../../src/protocol/checkReport';
import { temporaryFolder } from '../train/student';

const check: CheckResult = {
  id: 'sum',
  title: 'Adds up',
  status: 'fail',
  findings: [{ probed: 'x', expected: '7', actual: '4', hints: ['vague', 'plain'] }],
};
const now = new Date('2026-01-01T00:00:00Z');

/** Texts of so many hints in a row, each recorded as it is shown. */
async function hints(file: string, count: number): Promise<(string | undefined)[]> {
  const texts = [];
  for (let number = 0; number < count; number++) {
    const hint = nextHint(await readHintRecord(file), '9.1', check);
    texts.push(hint?.text);
    if (hint) await recordHint(file, '9.1', hint, now);
  }
  return texts;
}

it('gives one hint after the other, and stays at the last', async () => {
  const file = path.join(await temporaryFolder(), 'hints.json');
  expect(await hints(file, 3)).toEqual(['vague', 'plain', 'plain']);
});

it('records each hint once, with the time', async () => {
  const file = path.join(await temporaryFolder(), 'hints.json');
  await hints(file, 3);
  expect((await readHintRecord(file)).shown).toEqual([
    { exercise: '9.1', check: 'sum', hint: 'vague', at: now.toISOString() },
    { exercise: '9.1', check: 'sum', hint: 'plain', at: now.toISOString() },
  ]);
});

it('begins anew where the record cannot be read', async () => {
  const file = path.join(await temporaryFolder(), 'hints.json');
  await writeFile(file, '{ "shown":');
  expect(await hints(file, 1)).toEqual(['vague']);
});
