import fs from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeFileAtomic, writeJsonAtomic } from '../../../src/files/atomicFile';
import { temporaryFolder } from '../temporaryFolder';

describe('a file written atomically', () => {
  it('takes the place of the one before, and leaves nothing beside it', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'run.json');
    await writeFile(file, 'something much longer than what comes');
    await writeFileAtomic(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['run.json']);
  });

  it('holds bytes as they are', async () => {
    const file = join(await temporaryFolder(), 'weights.bin');
    await writeFileAtomic(file, Uint8Array.of(0, 255, 128));
    expect([...(await readFile(file))]).toEqual([0, 255, 128]);
  });

  it('is written whole where the disk takes only a part at a time', async () => {
    const file = join(await temporaryFolder(), 'weights.bin');
    const whole = fs.write;
    vi.spyOn(fs, 'write').mockImplementation((fd: number, data: string | Buffer, ...rest: unknown[]) => {
      const done = rest.at(-1) as (error: Error | null, written: number) => void;
      const part = Buffer.from(data).subarray(0, 1);
      whole(fd, part, 0, part.length, 0, done);
    });
    await writeFileAtomic(file, Buffer.from('content'));
    vi.restoreAllMocks();
    expect(await readFile(file, 'utf8')).toBe('content');
  });

  it('is the one that an error names', async () => {
    const file = join(await temporaryFolder(), 'missing', 'run.json');
    await expect(writeFileAtomic(file, 'new')).rejects.toMatchObject({ code: 'ENOENT', path: file });
  });

  it('stays as it was where the new one cannot be written', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'folder', 'run.json');
    await expect(writeFileAtomic(file, 'new')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is JSON with a line end, indented for people or on one line', async () => {
    const file = join(await temporaryFolder(), 'value.json');
    await writeJsonAtomic(file, { a: 1 });
    expect(await readFile(file, 'utf8')).toBe('{\n  "a": 1\n}\n');
    await writeJsonAtomic(file, { a: 1 }, 0);
    expect(await readFile(file, 'utf8')).toBe('{"a":1}\n');
  });
});
