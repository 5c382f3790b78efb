import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { alikePairs, type Sources } from '../../../src/review/similarity';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const read = (...path: string[]) => readFile(join(repository, ...path), 'utf8');
const starter = await read('exercises/chapter3/3.4-modern-models/starter/resnet50.ts');

/** Right solutions, each written in another way. */
async function solutions(model: string): Promise<Sources[]> {
  const folder = `test/solutions/3.4/${model}`;
  const names = await readdir(join(repository, folder));
  return Promise.all(
    names.map(async (name) => ({ id: name, files: [{ path: 'model.ts', text: await read(folder, name) }] })),
  );
}

const submission = (id: string, text: string): Sources => ({ id, files: [{ path: 'model.ts', text }] });
const original = await read('test/solutions/3.4/resnet50/functional.ts');

describe('copies', () => {
  const alike = async (text: string) => {
    const pairs = alikePairs([...(await solutions('resnet50')), submission('copy', text)], [starter]);
    return pairs.map(({ one, other }) => [one, other]);
  };
  const found = [['functional.ts', 'copy']];

  it('are found where names were changed', async () => {
    expect(await alike(original.replaceAll(/\b(filters|x|shortcut)\b/g, 'my_$1'))).toEqual(found);
  });

  it('are found where numbers, comments and layout were changed', async () => {
    const text = original
      .replaceAll(/\b\d+\b/g, (number) => String(Number(number) + 1))
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      .replaceAll('\n', '\r\n\t');
    expect(await alike(text)).toEqual(found);
  });

  it('are found where functions were put in another order', async () => {
    const parts = original.split(/\n(?=(?:export )?(?:function|const|class) )/);
    expect(parts.length).toBeGreaterThan(2);
    expect(await alike([...parts].reverse().join('\n'))).toEqual(found);
  });

  it('are told with the lines that both have', () => {
    const [pair] = alikePairs(
      [submission('one', original), submission('other', `\n\n${original}`)],
      [starter],
    );
    expect(pair.share).toBe(1);
    for (const { one, other } of pair.passages)
      expect([other.from, other.to]).toEqual([one.from + 2, one.to + 2]);
  });
});

describe('no copies', () => {
  it.each(['alexnet', 'resnet50'])('are right solutions of %s by other people', async (model) => {
    expect(alikePairs(await solutions(model), [starter])).toEqual([]);
  });

  it('are two files that are the starter', () => {
    expect(alikePairs([submission('one', starter), submission('other', starter)], [starter])).toEqual([]);
  });

  it('are texts that much of the class has: the lecture has shown them', () => {
    const everybody = Array.from({ length: 8 }, (_, index) => submission(String(index), original));
    expect(alikePairs(everybody, [starter])).toEqual([]);
  });

  it('are empty files and files that cannot be read as code', () => {
    expect(alikePairs([submission('one', ''), submission('other', '\u0000"\'`${')], [starter])).toEqual([]);
  });
});
