import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { existingPath, type PathKind } from '../../../src/cli/paths';
import { failureFrom, sentences, temporaryFolder } from '../train/student';

async function folderWith(...entries: string[]): Promise<string> {
  const cwd = await temporaryFolder();
  for (const entry of entries) {
    await mkdir(path.join(cwd, path.dirname(entry)), { recursive: true });
    if (entry.endsWith('/')) await mkdir(path.join(cwd, entry), { recursive: true });
    else await writeFile(path.join(cwd, entry), '');
  }
  return cwd;
}

const told = async (given: string, cwd: string, wanted: PathKind = 'any') =>
  sentences(await failureFrom(() => existingPath(given, cwd, wanted)));

describe('a path', () => {
  it('that is there is made absolute', async () => {
    const cwd = await folderWith('work/train.ts');
    expect(await existingPath('work/train.ts', cwd, 'file')).toBe(path.join(cwd, 'work/train.ts'));
    expect(await existingPath('work', cwd, 'folder')).toBe(path.join(cwd, 'work'));
  });

  it.each(['nn/abgabe-anna', 'nn/3.2-regularisation', 'nn/3.2-regularization/model'])(
    'that is no folder is named: %s',
    async (given) => {
      const cwd = await folderWith('nn/3.2-regularization/baseline.ts');
      expect(await told(given, cwd)).toContain(`There is no such folder: ${given}.`);
    },
  );

  it('that is missing is told with the nearest names', async () => {
    const cwd = await folderWith('nn/abgabe-ana/', 'nn/abgabe-anne/', 'nn/notes.md');
    const near = ['abgabe-ana', 'abgabe-anne'].map((name) => path.join('nn', name));
    expect(await told('nn/abgabe-anna', cwd)).toContain(`Did you mean ${near[0]} or ${near[1]}?`);
  });

  it('that is missing is told with what is there when nothing is near', async () => {
    const cwd = await folderWith('nn/3.2-regularization/');
    expect(await told('nn/abgabe-anna', cwd)).toContain(`${path.join(cwd, 'nn')} holds 3.2-regularization.`);
  });

  it('below a folder that is missing is told with names near that folder', async () => {
    const cwd = await folderWith('abgaben/anna/');
    expect(await told('abgabe/anna/train.ts', cwd, 'file')).toMatch(
      /There is no file abgabe\/anna\/train\.ts\.\nDid you mean abgaben\?/,
    );
  });

  it.runIf(process.platform === 'linux')('in another case is told with the name on the disk', async () => {
    const cwd = await folderWith('Baseline.ts');
    expect(await told('baseline.ts', cwd, 'file')).toContain('Did you mean Baseline.ts?');
  });

  it('of a file where a folder is wanted is named, with its folder', async () => {
    const cwd = await folderWith('Clean_LiTS/train_classes.csv');
    const given = path.join('Clean_LiTS', 'train_classes.csv');
    expect(await told(given, cwd, 'folder')).toMatch(/is a file, not a folder[^]*Clean_LiTS\.$/);
  });

  it('of a folder where a file is wanted is named, with a file in it', async () => {
    const cwd = await folderWith('3.2/README.md', '3.2/baseline.ts');
    expect(await told('3.2', cwd, 'file')).toContain(
      `3.2 is a folder, not a file.\nName a file in it, such as ${path.join('3.2', 'baseline.ts')}.`,
    );
  });

  it('that no system can have is missing', async () => {
    expect(await told('x'.repeat(5000), await temporaryFolder())).toContain('There is no such folder');
    expect(await told('a\0b', await temporaryFolder())).toContain('There is no such folder');
  });
});
