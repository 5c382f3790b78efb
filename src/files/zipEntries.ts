import yauzl from 'yauzl';
import { t } from '../words';
import { ZipError } from './zipError';
import type { OpenZip } from './zipReader';

/** An entry of an archive that can be unpacked. */
export interface ZipEntry {
  name: string;
  /** Unpacked. */
  bytes: number;
  crc32: number;
  raw: yauzl.Entry;
}

export interface ZipLimits {
  entries: number;
  /** Unpacked, all together that are wanted. */
  bytes: number;
}

const methods: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'BZIP2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};
const readable = [0, 8];

/** Bits of a file's mode in Unix that say what it is. */
const kindMask = 0o170000;
const [folderKind, fileKind, linkKind] = [0o040000, 0o100000, 0o120000];

/**
 * The entries of an archive that `isWanted`, each of which can be unpacked.
 * @throws ZipError naming the entry that cannot, or the limit that is passed
 */
export async function readEntries(
  open: OpenZip,
  limits: ZipLimits,
  isWanted: (name: string) => boolean,
): Promise<ZipEntry[]> {
  const { path: archive, zip } = open;
  if (zip.entryCount > limits.entries)
    throw tooMuch(archive, t('It holds {0} entries; {1} are allowed.', zip.entryCount, limits.entries));
  const entries: ZipEntry[] = [];
  let [packed, bytes] = [0, 0];
  for await (const raw of zip.eachEntry()) {
    packed += raw.compressedSize;
    if (packed > zip.fileSize) throw tooMuch(archive, t('Its entries share the same packed bytes.'));
    const name = nameOf(raw);
    if (!isWanted(name)) continue;
    bytes += raw.uncompressedSize;
    if (bytes > limits.bytes)
      throw tooMuch(archive, t('Unpacked it has more than {0} bytes, which is the limit.', limits.bytes));
    checkKind(archive, name, raw);
    entries.push({ name, bytes: raw.uncompressedSize, crc32: raw.crc32, raw });
  }
  await checkEnd(open);
  return entries;
}

/** In UTF-8 where the archive says so, else in CP437, as the format has it. Backslashes stay. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: yauzl.Entry): string {
  return yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
}

function checkKind(archive: string, name: string, entry: yauzl.Entry): void {
  if (entry.isEncrypted()) throw encrypted(archive, name);
  const method = entry.compressionMethod;
  if (!readable.includes(method)) throw unknownMethod(archive, name, methods[method] ?? String(method));
  const kind = (entry.externalFileAttributes >>> 16) & kindMask;
  if (kind === linkKind)
    throw new ZipError(archive, t('"{0}" in it is a symbolic link, which may lead anywhere.', name));
  if (kind !== 0 && kind !== fileKind && kind !== folderKind)
    throw new ZipError(archive, t('"{0}" in it is neither a file nor a folder.', name));
}

export function encrypted(archive: string, name?: string, cause?: unknown): ZipError {
  return new ZipError(
    archive,
    name === undefined ? t('It is encrypted.') : t('"{0}" in it is encrypted.', name),
    t('Unpack it with a program that asks for the password, then choose the unpacked folder.'),
    cause,
  );
}

function unknownMethod(archive: string, name: string, method: string): ZipError {
  return new ZipError(
    archive,
    t('"{0}" in it is packed with the method {1}, which cannot be read here.', name, method),
    t(
      'Unpack it with the file manager of your system or with 7-Zip, then choose the unpacked folder. Windows uses Deflate64 for files above 2 GB.',
    ),
  );
}

const tooMuch = (archive: string, why: string) =>
  new ZipError(archive, why, t('If you trust it, unpack it with another program.'));

/** Some programs write the count of the entries modulo 65,536. More entries follow then, and would be left out. */
async function checkEnd({ path: archive, file, zip }: OpenZip): Promise<void> {
  const signature = Buffer.alloc(4);
  // A number, other than its type says.
  await file.read(signature, 0, signature.length, Number(zip.readEntryCursor));
  if (signature.readUInt32LE() === 0x02014b50)
    throw new ZipError(
      archive,
      t('It holds more entries than it says.'),
      t('Unpack it with another program, then choose the unpacked folder.'),
    );
}
