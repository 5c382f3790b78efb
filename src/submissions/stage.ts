import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFolderAtomic } from '../files/atomicFolder';
import { FailureError } from '../protocol/failure';
import { t } from '../words';
import type { WorkFile } from './collectWork';
import { sha256 } from './hashes';

/** Copies exactly these files to a folder, which appears complete or not at all. @throws FailureError when one has changed meanwhile */
export async function stage(files: readonly WorkFile[], folder: string): Promise<void> {
  await writeFolderAtomic(folder, async (part) => {
    for (const file of files) {
      const content = unchanged(file, await readFile(file.source));
      const target = join(part, ...file.path.split('/'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { flag: 'wx' });
    }
  });
}

/** The content of a file that is still what it was when it was collected. @throws FailureError when it is not */
export function unchanged(file: WorkFile, content: Buffer): Buffer {
  if (sha256(content) === file.sha256) return content;
  throw new FailureError({
    what: t('{0} was changed while it was read.', file.path),
    next: t('Save it, then try again.'),
  });
}
