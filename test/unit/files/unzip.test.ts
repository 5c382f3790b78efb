import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { unzip, unzipChosen, type UnzipOptions } from '../../../src/files/unzip';
import { visible } from '../../../src/words';
import { temporaryFolder } from '../temporaryFolder';
import { zipBytes, type EntryBytes } from './zipBytes';

let place: string;
let folder: string;
beforeEach(async () => {
  place = await temporaryFolder();
  folder = join(place, 'data');
});

async function archiveOf(bytes: Buffer): Promise<string> {
  const archive = join(place, 'slices.zip');
  await writeFile(archive, bytes);
  return archive;
}

const unzipEntries = async (entries: readonly EntryBytes[], options?: UnzipOptions) =>
  unzip(await archiveOf(zipBytes(entries)), folder, options);

/** Texts by paths with forward slashes. */
async function contentOf(root: string): Promise<Record<string, string>> {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const texts = files.map(async (file) => {
    const full = join(file.parentPath, file.name);
    return [full.slice(root.length + 1).replaceAll('\\', '/'), await readFile(full, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

describe('an archive', () => {
  it('is unpacked with its folders, packed and stored entries alike', async () => {
    await unzipEntries([
      { name: 'train/' },
      { name: 'train/a.txt', content: 'packed '.repeat(1000), isPacked: true },
      { name: 'b.txt', content: 'stored' },
      { name: 'empty.txt' },
      { name: 'val/none/' },
    ]);
    expect(await contentOf(folder)).toEqual({
      'train/a.txt': 'packed '.repeat(1000),
      'b.txt': 'stored',
      'empty.txt': '',
    });
    expect(await readdir(join(folder, 'val'))).toEqual(['none']);
  });

  it('replaces what was in the folder', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'old.txt'), '');
    await unzipEntries([{ name: 'a.txt', content: 'new' }]);
    expect(await contentOf(folder)).toEqual({ 'a.txt': 'new' });
  });

  it('of PowerShell has backslashes between folders', async () => {
    await unzipEntries([{ name: 'train\\volumes\\a.txt', content: 'a' }, { name: 'val\\' }]);
    expect(await contentOf(folder)).toEqual({ 'train/volumes/a.txt': 'a' });
    expect((await readdir(folder)).sort()).toEqual(['train', 'val']);
  });

  it('of macOS is unpacked without what macOS added', async () => {
    await unzipEntries([
      { name: 'a.txt', content: 'a' },
      { name: '.DS_Store', content: 'x' },
      { name: 'train/.DS_Store', content: 'x' },
      { name: '__MACOSX/._a.txt', content: 'x' },
    ]);
    expect(await contentOf(folder)).toEqual({ 'a.txt': 'a' });
  });

  it('has names in CP437, or in UTF-8 where it says so', async () => {
    await unzipEntries([
      { name: Buffer.from([0x81, 0x2e, 0x74]), content: 'cp437' },
      { name: 'ö.t', content: 'utf8', flags: 0x800 },
    ]);
    expect(await contentOf(folder)).toEqual({ 'ü.t': 'cp437', 'ö.t': 'utf8' });
  });

  it('is read in ZIP64', async () => {
    await unzipEntries([{ name: 'a.txt', content: 'large '.repeat(100), isPacked: true, isZip64: true }]);
    expect(await contentOf(folder)).toEqual({ 'a.txt': 'large '.repeat(100) });
  });

  it('tells how many bytes are unpacked, and of how many', async () => {
    const seen: [number, number][] = [];
    const entries = [
      { name: 'a.txt', content: 'abc' },
      { name: 'b.txt', content: 'defg' },
    ];
    await unzipEntries(entries, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([7, 7]);
  });

  it('leaves nothing when it is cancelled', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const unpacking = unzipEntries(
      [
        { name: 'a.txt', content: 'abc' },
        { name: 'b.txt', content: 'abc' },
      ],
      {
        signal: abort.signal,
        onProgress: () => abort.abort(reason),
      },
    );
    await expect(unpacking).rejects.toBe(reason);
    expect(await readdir(place)).toEqual(['slices.zip']);
  });
});

describe('an archive that would write elsewhere', () => {
  it.each([
    ['climbs', '../evil.txt', 'outside'],
    ['climbs with backslashes', '..\\evil.txt', 'outside'],
    ['climbs with both slashes', 'a\\../..\\evil.txt', 'outside'],
    ['is absolute', '/evil.txt', 'absolute'],
    ['is absolute with a backslash', '\\evil.txt', 'absolute'],
    ['names a drive', 'C:\\evil.txt', 'absolute'],
    ['names a drive within', 'a/c:evil.txt', 'absolute'],
    ['has a zero byte', 'evil\0.txt', 'not allow'],
  ])('is refused with the name where it %s', async (_how, name, why) => {
    const unpacking = unzipEntries([
      { name: 'good.txt', content: 'good' },
      { name, content: 'evil' },
    ]);
    await expect(unpacking).rejects.toMatchObject({
      failure: {
        what: 'slices.zip was not unpacked.',
        why: expect.stringMatching(
          new RegExp(`^"${visible(name).replace(/[\\.^$*+?()[\]{}|]/g, '\\$&')}" .*${why}`),
        ) as string,
      },
    });
    expect(await readdir(place)).toEqual(['slices.zip']);
  });

  it.each([
    ['a symbolic link', 0o120777],
    ['a device', 0o020666],
  ])('is refused where it holds %s', async (_what, mode) => {
    await expect(unzipEntries([{ name: 'evil', content: '/etc/passwd', mode }])).rejects.toThrow(
      '"evil" in it is',
    );
    expect(await readdir(place)).toEqual(['slices.zip']);
  });
});

describe('an archive that would write a file twice', () => {
  it.each([
    ['twice', 'a.txt', 'a.txt'],
    ['in other capitals', 'train/A.txt', 'train/a.txt'],
    ['with other slashes', 'train/a.txt', 'train\\.//a.txt'],
    ['with another small letter of the same capital', '\u03c3.txt', '\u03c2.txt'],
    ['composed otherwise', 'u\u0308.txt', '\u00fc.txt'],
    ['as a folder too', 'a', 'a/b.txt'],
    ['as a file too', 'a/b.txt', 'A'],
  ])('is refused where a name is there %s', async (_how, first, second) => {
    const entries = [first, second].map((name) => ({ name, content: 'x', flags: 0x800 }));
    await expect(unzipEntries(entries)).rejects.toThrow('Another entry has the same name');
    expect(await readdir(place)).toEqual(['slices.zip']);
  });
});

describe('an archive that is damaged', () => {
  it.each<[string, EntryBytes, RegExp]>([
    ['has another content than its CRC-32 says', { name: 'a', content: 'abc', crc32: 1 }, /"a" .*CRC-32/],
    ['unpacks to less', { name: 'a', content: 'abc', isPacked: true, bytes: 4 }, /"a" .*not enough/],
    ['unpacks to more', { name: 'a', content: 'abc', isPacked: true, bytes: 2 }, /"a" .*too many/],
    ['stores another size than it says', { name: 'a', content: 'abc', bytes: 2 }, /damaged/],
    ['cannot be unpacked', { name: 'a', content: 'abc', method: 8 }, /"a" in it is damaged/],
    ['has an entry beyond its end', { name: 'a', content: 'abc', headerAt: 1e6 }, /"a" in it is damaged/],
  ])('is refused where it %s', async (_how, entry, message) => {
    await expect(unzipEntries([entry])).rejects.toThrow(message);
    expect(await readdir(place)).toEqual(['slices.zip']);
  });

  it('is refused where it was cut off', async () => {
    const whole = zipBytes([{ name: 'a', content: 'abc' }]);
    const archive = await archiveOf(whole.subarray(0, -10));
    await expect(unzip(archive, folder)).rejects.toThrow('no ZIP archive, or it is damaged');
  });

  it('is said to be a piece where it goes on in another file', async () => {
    const piece = zipBytes([{ name: 'a' }]);
    piece.writeUInt16LE(1, piece.length - 18);
    await expect(unzip(await archiveOf(piece), folder)).rejects.toThrow('one piece of an archive');
  });

  it('is explained where it is above 4 GB and was made by the archiver of macOS, which counts modulo 4 GB', async () => {
    const archive = join(place, 'slices.zip');
    const end = zipBytes([{ name: 'a', content: 'abc' }]);
    const file = await open(archive, 'w');
    await file.write(end, 0, end.length, 2 ** 32 + 5);
    await file.close();
    await expect(unzip(archive, folder)).rejects.toMatchObject({
      failure: {
        why: expect.stringContaining('archiver of macOS') as string,
        next: expect.stringContaining('7-Zip') as string,
      },
    });
  });

  it('is refused where it holds more entries than it says', async () => {
    const archive = await archiveOf(zipBytes([{ name: 'a' }, { name: 'b' }], 1));
    await expect(unzip(archive, folder)).rejects.toThrow('more entries than it says');
  });
});

describe('an archive that is too much', () => {
  const entries = [
    { name: 'a', content: 'x'.repeat(1000), isPacked: true },
    { name: 'b', content: 'x'.repeat(1000), isPacked: true },
  ];

  it.each([
    ['has too many entries', { entries: 1 }, '2 entries; 1'],
    ['becomes too large', { bytes: 1500 }, 'more than 1,500 bytes'],
  ])('is refused where it %s', async (_how, limits, message) => {
    await expect(unzipEntries(entries, { limits })).rejects.toThrow(message);
  });

  it('is refused where its entries share their packed bytes', async () => {
    const bomb = Array.from({ length: 10 }, (_, index) => ({
      name: `${index}`,
      content: 'x'.repeat(1000),
      headerAt: 0,
    }));
    const [first] = [zipBytes(bomb.slice(0, 1))];
    const shared = zipBytes(bomb).subarray(10 * (30 + 1 + 1000));
    const directoryAt = first.length - 22 - 47;
    const end = shared.subarray(-22);
    end.writeUInt32LE(directoryAt, 16);
    const archive = await archiveOf(Buffer.concat([first.subarray(0, directoryAt), shared]));
    await expect(unzip(archive, folder)).rejects.toThrow('share the same packed bytes');
  });
});

describe('an archive that cannot be read here', () => {
  it.each<[string, EntryBytes, string, string]>([
    ['is encrypted', { name: 'a', flags: 1 }, '"a" in it is encrypted', 'password'],
    ['is strongly encrypted', { name: 'a', flags: 0x41 }, 'It is encrypted', 'password'],
    ['uses Deflate64', { name: 'a', method: 9 }, 'Deflate64', '7-Zip'],
    ['uses an unknown method', { name: 'a', method: 77 }, '77', '7-Zip'],
  ])('says what to do where it %s', async (_how, entry, why, next) => {
    await expect(unzipEntries([entry])).rejects.toMatchObject({
      failure: {
        why: expect.stringContaining(why) as string,
        next: expect.stringContaining(next) as string,
      },
    });
  });
});

describe('chosen entries', () => {
  const entries = [
    { name: 'lib/a.so', content: 'a' },
    { name: 'lib/b.so', content: 'b', isPacked: true },
    { name: 'encrypted', content: 'c', flags: 1 },
  ];

  it('go to chosen places, whatever else the archive holds', async () => {
    const archive = await archiveOf(zipBytes(entries));
    await unzipChosen(archive, { 'lib/a.so': join(place, 'x'), 'lib/b.so': join(place, 'y') });
    expect(await readFile(join(place, 'x'), 'utf8')).toBe('a');
    expect(await readFile(join(place, 'y'), 'utf8')).toBe('b');
  });

  it('are named where the archive lacks them', async () => {
    const archive = await archiveOf(zipBytes(entries));
    await expect(unzipChosen(archive, { 'lib/c.so': join(place, 'x') })).rejects.toThrow('no "lib/c.so"');
  });
});
