import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFeedback } from '../../../src/cli/commands/writeFeedback';
import { loadCatalog } from '../../../src/protocol/catalog';
import type { CheckReport } from '../../../src/protocol/checkReport';
import { readGrades } from '../../../src/submissions/gradeStore';
import { reviewClass, type ReviewOptions } from '../../../src/submissions/reviewClass';
import { safeName } from '../../../src/submissions/safeName';
import { language, speak } from '../../../src/words';
import { temporaryFolder } from '../temporaryFolder';

const packs = fileURLToPath(new URL('../../packs', import.meta.url));
const chapterOf = async () => (await loadCatalog(packs))[0];

let root: string;
/** Languages of the checks, in order. */
let checked: string[];
beforeEach(async () => {
  speak('en');
  root = await temporaryFolder();
  checked = [];
});
afterEach(() => speak('en'));

async function handIn(student: string, spoken: string): Promise<void> {
  const folder = path.join(root, 'class', student);
  await mkdir(path.join(folder, '9.1-sums'), { recursive: true });
  await writeFile(path.join(folder, '9.1-sums/sum.ts'), student);
  const submission = {
    version: 1,
    chapter: '9',
    language: spoken,
    createdAt: '2026-01-02T00:00:00.000Z',
    program: '1',
    student,
    files: [],
  };
  await writeFile(path.join(folder, 'submission.json'), JSON.stringify(submission));
}

/** Stands in for a worker, which speaks the language of whoever starts it. */
function report(): CheckReport {
  checked.push(language());
  const findings = [{ probed: '', expected: '', actual: `said in ${language()}`, hints: [] }];
  const check = { id: 'sum', title: 'Sum', status: 'fail' as const, fault: 'wrong', findings };
  const item = { id: 'sum', title: 'Sum', file: 'sum.ts', points: 1, max: 2, tutorPoints: 0 };
  return {
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    exercise: { id: '9.1', title: 'Sums' },
    points: 1,
    max: 2,
    items: [{ ...item, status: 'fail', checks: [check] }],
  };
}

async function pages(): Promise<Map<string, string>> {
  const options: ReviewOptions = {
    root: path.join(root, 'class'),
    chapter: await chapterOf(),
    step: 0.5,
    jobs: 1,
    program: { version: '1', worker: fileURLToPath(import.meta.url) },
    check: () => Promise.resolve({ report: report(), containment: 'none' }),
    signal: new AbortController().signal,
    now: () => new Date(0),
  };
  const review = await reviewClass(options);
  const grades = await readGrades(options.root);
  const folder = path.join(root, 'feedback');
  await writeFeedback({ folder, review, grades, options, chapter: chapterOf });
  const read = async (name: string): Promise<[string, string]> => [
    name.replace(/-[0-9a-f]+\.html$/, ''),
    await readFile(path.join(folder, name), 'utf8'),
  ];
  return new Map(await Promise.all((await readdir(folder)).map(read)));
}

describe('pages of feedback', () => {
  it('speak the language of each student, and the tutor\u2019s again after that', async () => {
    await handIn('ada', 'en');
    await handIn('bob', 'de-AT');
    const written = await pages();
    expect(written.get('ada')).toContain('said in en');
    expect(written.get('bob')).toContain('said in de-AT');
    expect(written.get('bob')).toContain('<html lang="de-AT">');
    expect(language()).toBe('en');
  });

  it('cost no further check where the student speaks the tutor\u2019s language', async () => {
    await handIn('ada', 'en-GB');
    await pages();
    expect(checked).toEqual(['en']);
  });

  it('have the tutor\u2019s comments, and not what tutors note for themselves', async () => {
    await handIn('ada', 'en');
    const submission = safeName('ada');
    const at = '2026-01-03T00:00:00.000Z';
    const comments = [{ kind: 'informative', text: 'A word to Ada.' }];
    const given = { value: { points: 0, rubric: [], comments }, clock: { anna: 1 }, at };
    const grades = { version: 1, tutor: 'Anna', submission, items: { '9.1/sum': given }, notes: 'A secret.' };
    const folder = path.join(root, 'class/.lits-review/grades/anna');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${submission}.json`), JSON.stringify(grades));
    const page = (await pages()).get('ada');
    expect(page).toContain('A word to Ada.');
    expect(page).not.toContain('A secret.');
  });

  it('name nobody but the student', async () => {
    for (const name of ['ada', 'bob']) await handIn(name, 'en');
    expect((await pages()).get('ada')).not.toContain('bob');
  });
});
