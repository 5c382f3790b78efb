import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type yauzl from 'yauzl';
import { FailureError, messageOf } from '../protocol/failure';
import { t } from '../words';
import { writeFolderAtomic } from './atomicFolder';
import { crc32 } from './crc32';
import { mapLimited } from './mapLimited';
import { requireSpace } from './space';
import { encrypted, readEntries, type ZipEntry, type ZipLimits } from './zipEntries';
import { ZipError } from './zipError';
import { openZip } from './zipReader';
import { isByproduct, placeOf, TakenNames } from './zipNames';

export interface UnzipOptions {
  signal?: AbortSignal;
  /** Unpacked bytes. */
  onProgress?: (done: number, total: number) => void;
  limits?: Partial<ZipLimits>;
  /** Says of an entry, by its name in the archive, whether it is unpacked; default: all. */
  isWanted?: (name: string) => boolean;
}

/** Far more than any archive of a course, and less than fills a disk. */
const defaultLimits: ZipLimits = { entries: 1_000_000, bytes: 500e9 };

/** Small files cost more waiting than work. */
const atOnce = 4;

/** An entry and the file that it becomes. */
interface Unpacked {
  entry: ZipEntry;
  to: string;
}

/**
 * Unpacks a ZIP archive to `folder`, which appears complete or not at all; an existing one is replaced. Leaves out what
 * macOS adds (`__MACOSX`, `.DS_Store`).
 * @throws ZipError naming the entry that is damaged, or that would be written elsewhere; the signal's reason when aborted
 */
export async function unzip(archive: string, folder: string, options: UnzipOptions = {}): Promise<void> {
  await withEntries(
    archive,
    options,
    (name) => !isByproduct(name) && (options.isWanted?.(name) ?? true),
    async (zip, entries) => {
      const places = placesOf(archive, entries);
      const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
      await mkdir(path.dirname(folder), { recursive: true });
      await requireSpace(path.dirname(folder), bytes, t('{0} cannot be unpacked.', path.basename(archive)));
      await writeFolderAtomic(folder, async (part) => {
        const files: Unpacked[] = [];
        const made = new Set<string>();
        for (const { entry, parts, isFolder } of places) {
          const to = path.join(part, ...parts);
          const parent = isFolder ? to : path.dirname(to);
          if (!made.has(parent)) await mkdir(parent, { recursive: true });
          made.add(parent);
          if (!isFolder) files.push({ entry, to });
        }
        await unpack(archive, zip, files, options);
      });
    },
  );
}

/**
 * Unpacks some files of a ZIP archive, each to a place of its own, in folders that are there.
 * @param wanted places by the names of the entries
 * @throws ZipError when the archive is damaged, or lacks one of them; the signal's reason when aborted
 */
export async function unzipChosen(
  archive: string,
  wanted: Readonly<Record<string, string>>,
  options: UnzipOptions = {},
): Promise<void> {
  await withEntries(
    archive,
    options,
    (name) => Object.hasOwn(wanted, name),
    async (zip, entries) => {
      const byName = new Map(entries.map((entry) => [entry.name, entry]));
      const files = Object.entries(wanted).map(([name, to]) => {
        const entry = byName.get(name);
        if (!entry) throw new ZipError(archive, t('It holds no "{0}".', name));
        return { entry, to };
      });
      await unpack(archive, zip, files, options);
    },
  );
}

async function withEntries(
  archive: string,
  { limits }: UnzipOptions,
  isWanted: (name: string) => boolean,
  use: (zip: yauzl.ZipFile, entries: ZipEntry[]) => Promise<void>,
): Promise<void> {
  const open = await damaging(archive, () => openZip(archive));
  try {
    const all = { ...defaultLimits, ...limits };
    await use(open.zip, await damaging(archive, () => readEntries(open, all, isWanted)));
  } finally {
    await open.file.close();
  }
}

/** Where the entries go. @throws ZipError for one that must not be written, or that would replace another */
function placesOf(archive: string, entries: readonly ZipEntry[]) {
  const taken = new TakenNames();
  return entries.map((entry) => {
    const place = placeOf(entry.name);
    const refusal = 'refusal' in place ? place.refusal : taken.take(place);
    if ('refusal' in place || refusal !== undefined)
      throw new ZipError(archive, t('"{0}" in it cannot be written. {1}', entry.name, refusal ?? ''));
    return { entry, ...place };
  });
}

async function unpack(
  archive: string,
  zip: yauzl.ZipFile,
  files: readonly Unpacked[],
  { signal, onProgress }: UnzipOptions,
): Promise<void> {
  const total = files.reduce((sum, { entry }) => sum + entry.bytes, 0);
  let done = 0;
  const count = (bytes: number) => onProgress?.((done += bytes), total);
  await mapLimited(
    files,
    atOnce,
    ({ entry, to }) =>
      damaging(archive, () => unpackEntry(zip, entry, to, count, signal), entry.name, signal),
    signal,
  );
}

async function unpackEntry(
  zip: yauzl.ZipFile,
  entry: ZipEntry,
  to: string,
  count: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bytes = await zip.openReadStreamPromise(entry.raw);
  let checksum = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, pass) {
      checksum = crc32(chunk, checksum);
      count(chunk.length);
      pass(null, chunk);
    },
    flush(pass) {
      pass(checksum === entry.crc32 ? null : new Error('CRC-32'));
    },
  });
  await pipeline(bytes, check, createWriteStream(to, { flags: 'wx' }), { signal });
}

/** Says of an error of the format that the archive is damaged. Errors of the file system stay what they are. */
async function damaging<Result>(
  archive: string,
  action: () => Promise<Result>,
  entry?: string,
  signal?: AbortSignal,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FailureError || isOfFileSystem(error)) throw error;
    if (/encryption/.test(messageOf(error))) throw encrypted(archive, entry, error);
    if (/multi-disk/.test(messageOf(error))) throw inPieces(archive, error);
    if ((await stat(archive)).size > most32Bit) throw beyond32Bit(archive, error);
    const why =
      entry === undefined
        ? t('It is no ZIP archive, or it is damaged: {0}', messageOf(error))
        : t('"{0}" in it is damaged: {1}', entry, messageOf(error));
    throw new ZipError(archive, why, t('Download or copy the archive again, then try again.'), error);
  }
}

function inPieces(archive: string, cause: unknown): ZipError {
  return new ZipError(
    archive,
    t('It is one piece of an archive that is in several files.'),
    t('Unpack all pieces with 7-Zip, then choose the unpacked folder.'),
    cause,
  );
}

/** Sizes and places in an archive have 32 bits, unless it says otherwise. */
const most32Bit = 2 ** 32 - 1;

function beyond32Bit(archive: string, cause: unknown): ZipError {
  return new ZipError(
    archive,
    t(
      'It is larger than 4 GB, and its table of contents is wrong: the archiver of macOS writes such archives. ({0})',
      messageOf(cause),
    ),
    t(
      'Unpack it on a Mac by a double click, or with 7-Zip, then choose the unpacked folder. If that fails too, get the archive again.',
    ),
    cause,
  );
}

const isOfFileSystem = (error: unknown) => error instanceof Error && 'syscall' in error;
