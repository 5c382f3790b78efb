import { encode } from 'iconv-lite';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareFile } from '../../../src/check/prepare';
import { loadTraining } from '../../../src/train/program';
import { typingsFolder } from './installation';
import { failureFrom, patientDeadlines, trainingFile, writeStudentFiles } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
});

const letters = "export type Art = 'Läsion';\nexport const größe: Art = 'Läsion';\n";
const source = `import type { Art } from './Art';\nimport { größe } from './Art';\nconst art: Art = 'Läsion';\n${trainingFile(
  { name: "art === größe && 'Läsion'.length === 6 ? 'schön: ä' : 'wrong'" },
)}`;

async function written(text: string, encoding: string, addBOM = false): Promise<string> {
  const file = await writeStudentFiles({ 'train.ts': '', 'Art.ts': '' });
  await writeFile(file, encode(text, encoding, { addBOM }));
  await writeFile(path.join(path.dirname(file), 'Art.ts'), encode(letters, encoding, { addBOM }));
  return file;
}

async function loaded(file: string) {
  const logged: string[] = [];
  const log = (_level: string, text: string) => void logged.push(text);
  const { settings, program } = await loadTraining(file, { typings, deadlines: patientDeadlines, log });
  return { name: settings.name, hash: program.bundle.hash, logged };
}

describe('a training file and what it imports', () => {
  it.each([
    ['utf8', true],
    ['utf16le', false],
    ['utf16le', true],
    ['utf16be', false],
    ['utf16be', true],
  ])('in %s, byte-order mark: %s, are the same code as in UTF-8', async (encoding, mark) => {
    const [one, plain] = [
      await loaded(await written(source, encoding, mark)),
      await loaded(await written(source, 'utf8')),
    ];
    expect(one).toEqual(plain);
    expect(plain).toMatchObject({ name: 'schön: ä', logged: [] });
  });

  it.each([
    ['windows-1252', 'Windows-1252'],
    ['macintosh', 'MacRoman'],
  ])('in %s are the same code as in UTF-8, and it is said what was guessed', async (encoding, guessed) => {
    const [one, plain] = [
      await loaded(await written(source, encoding)),
      await loaded(await written(source, 'utf8')),
    ];
    expect({ ...one, logged: [] }).toEqual(plain);
    expect(one.logged.sort()).toEqual(
      ['Art.ts', 'train.ts'].map(
        (name) => expect.stringContaining(`${name} is not in UTF-8; it was read as ${guessed}`) as string,
      ),
    );
  });

  it('have their errors at the right column, whatever the encoding', async () => {
    const text = "const täg: number = 'ä';\nexport default täg;\n";
    for (const encoding of ['utf16le', 'windows-1252'])
      expect((await failureFrom(async () => loaded(await written(text, encoding)))).problems).toEqual([
        expect.objectContaining({ line: 1, column: 7, source: 'typescript' }),
      ]);
  });

  it('with a damaged line of UTF-8 have their error there', async () => {
    const file = await written(source, 'utf8');
    await writeFile(
      file,
      Buffer.concat([Buffer.from('// Größe\n// '), Buffer.from([0xe4, 0x0a]), Buffer.from(source)]),
    );
    expect((await failureFrom(() => loaded(file))).problems).toEqual([
      expect.objectContaining({
        file,
        line: 2,
        message: expect.stringContaining('is not in UTF-8') as string,
      }),
    ]);
  });
});

it('a file that is checked is read the same way', async () => {
  const file = await written(source, 'windows-1252');
  const prepared = await prepareFile('train.ts', { folder: path.dirname(file), typings, runs: [] });
  expect(prepared.source).toBe(source);
  expect(prepared.compiled).toMatchObject({
    program: { bundle: { remarks: [expect.any(String), expect.any(String)] } },
  });
});
