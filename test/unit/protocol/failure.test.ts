import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFileAtomic } from '../../../src/files/atomicFile';
import { toFailure } from '../../../src/protocol/failure';
import { temporaryFolder } from '../temporaryFolder';

async function failureOf(action: Promise<unknown>) {
  return toFailure(
    await action.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

it('a folder in the place of a file is named, not the file beside it that was to replace it', async () => {
  const file = join(await temporaryFolder(), 'test-best.json');
  await mkdir(file);
  const { what, why } = await failureOf(writeFileAtomic(file, '{}'));
  expect(what).toBe(`A file could not be read or written: ${file}.`);
  expect(why).toBe('There is a folder in its place.');
});

it('a file in the place of a folder is told', async () => {
  const file = join(await temporaryFolder(), 'runs');
  await writeFile(file, '');
  const { why } = await failureOf(mkdir(join(file, 'run')));
  expect(why).toBe('There is a file in the place of a folder.');
});
