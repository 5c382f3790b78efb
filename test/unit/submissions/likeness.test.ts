import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';
import { FailureError } from '../../../src/protocol/failure';
import { reviewClass } from '../../../src/submissions/reviewClass';
import { makeClass } from '../../review/makeClass';
import type { Student } from '../../review/students';
import { runRecord } from '../runRecord';
import { temporaryFolder } from '../temporaryFolder';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const [chapter] = await loadCatalog(path.join(repository, 'exercises'));
const solution = (name: string) =>
  readFile(path.join(repository, 'test/solutions/3.4/resnet50', `${name}.ts`), 'utf8');

const metrics = Array.from({ length: 30 }, (_, index) =>
  JSON.stringify({
    kind: 'step',
    step: index + 1,
    epoch: 1,
    loss: 1 / (index + 1),
    accuracy: 0.5,
    seconds: index,
  }),
).join('\n');

const student = (name: string, text: string, run: string): Student => ({
  name,
  form: 'zip',
  files: {
    '3.4-modern-models/resnet50.ts': text,
    [`runs/${run}/run.json`]: JSON.stringify(runRecord({ name: run, state: 'done' })),
    [`runs/${run}/metrics.jsonl`]: `${metrics}\n`,
  },
  points: 0,
});

it('tells both submissions what they have in common, by code and by runs, and the others nothing', async () => {
  const root = path.join(await temporaryFolder(), 'class');
  await mkdir(root);
  const text = await solution('functional');
  await makeClass(root, [
    student('anna', text, 'first'),
    student('ben', text.replaceAll(/\b(filters|x|shortcut)\b/g, 'my_$1'), 'renamed'),
    {
      ...student('cleo', await solution('torchvision'), 'own'),
      form: 'folder',
      files: { '3.4-modern-models/resnet50.ts': await solution('torchvision') },
    },
  ]);
  await writeFile(path.join(root, 'notes.txt'), 'no submission');
  const { submissions } = await reviewClass({
    root,
    chapter,
    step: 0.5,
    jobs: 1,
    program: { version: '1', worker: path.join(repository, 'package.json') },
    check: () => Promise.reject(new FailureError({ what: 'Not checked here.' })),
    signal: new AbortController().signal,
    now: () => new Date(0),
  });
  const told = submissions.map(({ student: name, remarks }) => [
    name,
    ...remarks.map(({ kind, text }) => `${kind}: ${text.replace(/, lines .*/, '')}`),
  ]);
  const alike = (other: string) =>
    `alike: 100.0% of its own code is that of ${other}, whatever names and numbers are: resnet50.ts`;
  expect(told.sort()).toEqual([
    [
      'anna',
      alike('ben'),
      'sameRun: Its run first is also in the submission of ben, as renamed: 30 steps with the same numbers and times.',
    ],
    [
      'ben',
      alike('anna'),
      'sameRun: Its run renamed is also in the submission of anna, as first: 30 steps with the same numbers and times.',
    ],
    ['cleo'],
  ]);
});
