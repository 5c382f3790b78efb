import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTraining } from '../../../src/train/program';
import { typingsFolder } from './installation';
import { failureFrom, patientDeadlines, temporaryFolder, trainingFile } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

/** The first problem of a program whose first file is loaded; its file is relative to the folder. */
async function problemOf(files: Record<string, string>) {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const file = path.join(folder, Object.keys(files)[0]);
  const { problems } = await failureFrom(() =>
    loadTraining(file, { typings, deadlines: patientDeadlines, log: () => undefined }),
  );
  const [{ file: found, line, column, message }] = problems;
  return { file: path.relative(folder, found), line, column, message };
}

describe('an error while the file runs has its place', () => {
  const failing = "  const täg = 'äöü🙂'; throw new Error(täg);";

  it.each(['ü b', 'a%b', 'a%20b', 'a#b', 'a?b', 'a+b', '🙂', "it's", 'a&b', 'a[b]', 'a{b}'])(
    'in files and folders named with %s',
    async (name) => {
      const helper = `${name}/inner ${name}/${name} helper.ts`;
      const problem = await problemOf({
        [`${name}/${name}.ts`]: `import { fail } from "./inner ${name}/${name} helper";\n${trainingFile()}fail();\n`,
        [helper]: `export function fail() {\n${failing}\n}\n`,
      });
      const column = failing.indexOf('new Error') + 1;
      expect(problem).toEqual({ file: helper, line: 2, column, message: 'äöü🙂' });
    },
  );

  it('in a folder whose name has a star', async () => {
    const problem = await problemOf({ 'a*b/c*.ts': `${trainingFile()}throw new Error('here');\n` });
    expect(problem).toMatchObject({ file: 'a*b/c*.ts', line: 16, column: 7 });
  });

  it('after a byte-order mark, which counts as no column', async () => {
    const problem = await problemOf({ 'train.ts': `\uFEFFthrow new Error('here');` });
    expect(problem).toMatchObject({ line: 1, column: 7 });
  });

  it('where modules import each other in a circle', async () => {
    const problem = await problemOf({
      'train.ts': `import { a } from './a';\n${trainingFile()}console.log(a);\n`,
      'a.ts': "import { B } from './b';\nexport class A {}\nexport const a: object = new B();\n",
      'b.ts': "import { A } from './a';\n\nexport class B extends A {}\n",
    });
    expect(problem).toMatchObject({ file: 'b.ts', line: 3 });
  });

  it('and its own words, where a length is wrong and memory is not short', async () => {
    const problem = await problemOf({ 'train.ts': `${trainingFile()}new Float32Array(-1);\n` });
    expect(problem).toMatchObject({ line: 16, message: 'Invalid typed array length: -1' });
  });

  it('where JSON was imported before', async () => {
    const problem = await problemOf({
      'train.ts': `import sizes from './sizes.json';\n${trainingFile()}sizes.täg.big();\n`,
      'sizes.json': '{ "täg":\n { "big": 3 } }',
    });
    expect(problem).toMatchObject({ file: 'train.ts', line: 17, column: 11 });
  });
});

describe('a syntax error has its column as editors count', () => {
  it.each([
    ["const täg = 'äöü🙂'; const b = ;", ''],
    ["const täg = 'äöü🙂'; const b = ;", '\uFEFF'],
    ["\tconst täg = 'äöü🙂'; const b = ;", 'const a = 1;\n'],
    ["const 名前 = '数'; const b = ;", ''],
  ])('in %j after %j', async (faulty, before) => {
    expect(await problemOf({ 'train.ts': before + faulty })).toMatchObject({
      line: before.split('\n').length,
      column: faulty.lastIndexOf(';') + 1,
      message: 'Unexpected ";"',
    });
  });

  it('where an import is refused', async () => {
    const problem = await problemOf({
      'train.ts': "const ä = 'ö🙂'; import x from 'öfs'; console.log(ä, x);",
    });
    expect(problem).toMatchObject({ line: 1, column: 32 });
  });

  it('where an export is missing', async () => {
    const problem = await problemOf({
      'train.ts': `/* äöü🙂 */ import { nope } from './a';\n${trainingFile()}console.log(nope);`,
      'a.ts': 'export const a = 1;',
    });
    expect(problem).toMatchObject({ file: 'train.ts', line: 1, column: 22 });
  });

  it('in JSON', async () => {
    const problem = await problemOf({
      'train.ts': `import sizes from './sizes.json';\n${trainingFile()}console.log(sizes);\n`,
      'sizes.json': '\uFEFF{ "äöü🙂": 1, }',
    });
    expect(problem).toMatchObject({ file: 'sizes.json', line: 1, column: 13 });
  });
});

describe('an import that differs from its file in upper and lower case', () => {
  const importing = (wanted: string) => `${trainingFile()}import { x } from '${wanted}';\nconsole.log(x);\n`;

  it.each([
    ['./Block', 'block.ts', 'found block.ts'],
    ['./block', 'Block.ts', 'found Block.ts'],
    ['./Block.ts', 'block.ts', 'found block.ts'],
    ['./Block.js', 'block.ts', 'found block.ts'],
    ['./Parts/block', 'parts/block.ts', 'found parts/block.ts'],
    ['./parts/Block', 'parts/block.ts', 'found parts/block.ts'],
    ['./PARTS/BLOCK', 'parts/block.ts', 'found parts/block.ts'],
    ['./parts', 'Parts/index.ts', 'found Parts'],
    ['./Übung', 'übung.ts', 'found übung.ts'],
  ])('%s for %s names the file at the line of the import', async (wanted, file, expected) => {
    const problem = await problemOf({ 'train.ts': importing(wanted), [file]: 'export const x = 1;' });
    expect(problem).toMatchObject({ file: 'train.ts', line: 16, column: 19 });
    expect(problem.message).toContain(expected);
  });

  it('is found in imported files, too', async () => {
    const problem = await problemOf({
      'train.ts': importing('./parts/a'),
      'parts/a.ts': "import { x } from '../Shared/b';\nexport { x };\n",
      'shared/b.ts': 'export const x = 1;',
    });
    expect(problem).toMatchObject({ file: 'parts/a.ts', line: 1, column: 19 });
    expect(problem.message).toContain('found ../shared/b.ts');
  });

  it('is found where only a type is imported', async () => {
    const problem = await problemOf({
      'train.ts': `${trainingFile()}import type { X } from './Types';\nexport const x: X = 1;\n`,
      'types.ts': 'export type X = number;',
    });
    expect(problem).toMatchObject({ line: 16, column: 24 });
    expect(problem.message).toContain('found types.ts');
  });

  it('says nothing where the very file is there, too', async () => {
    const problem = await problemOf({
      'train.ts': `${importing('./block')}throw new Error('ran');`,
      'block.ts': 'export const x = 1;',
      'Block.ts': 'export const x = 2;',
    });
    expect(problem.message).toBe('ran');
  });

  it('of JSON is named', async () => {
    const problem = await problemOf({
      'train.ts': `import d from './D.json';\n${trainingFile()}console.log(d);`,
      'd.json': '{}',
    });
    expect(problem).toMatchObject({ line: 1, column: 15 });
    expect(problem.message).toContain('found d.json');
  });
});
