import { createReadStream, createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** Where an entry lies in an archive. Source of the format: PKWARE, APPNOTE.TXT 6.3.10. */
interface Entry {
  name: string;
  method: number;
  packedBytes: number;
  bytes: number;
  headerAt: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const longestComment = 65_535;
const centralBytes = 46;
const localBytes = 30;
const stored = 0;
const deflated = 8;

/**
 * Unpacks files of a ZIP archive (without ZIP64), each to a place of its own, without holding them in memory.
 * @param wanted places by the names of the entries
 * @throws Error when the archive is damaged, or lacks one of them.
 */
export async function unpack(archive: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  const file = await open(archive, 'r');
  let entries: Entry[];
  try {
    entries = await readDirectory(file);
    for (const [name, to] of Object.entries(wanted)) {
      const entry = entries.find((one) => one.name === name);
      if (!entry) throw new Error(`The archive holds no ${name}.`);
      await unpackEntry(archive, file, entry, to);
    }
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - endBytes - longestComment), size);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || tail.readUInt32LE(at) !== endSignature)
    throw new Error('This is no ZIP archive, or not all of it.');
  const [count, bytes, start] = [
    tail.readUInt16LE(at + 10),
    tail.readUInt32LE(at + 12),
    tail.readUInt32LE(at + 16),
  ];
  const directory = await read(file, start, start + bytes);
  const entries: Entry[] = [];
  for (let index = 0, place = 0; index < count; index++) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) =>
      directory.readUInt16LE(place + offset),
    );
    entries.push({
      method: directory.readUInt16LE(place + 10),
      packedBytes: directory.readUInt32LE(place + 20),
      bytes: directory.readUInt32LE(place + 24),
      headerAt: directory.readUInt32LE(place + 42),
      name: directory.toString('utf8', place + centralBytes, place + centralBytes + nameBytes),
    });
    place += centralBytes + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

async function unpackEntry(archive: string, file: FileHandle, entry: Entry, to: string): Promise<void> {
  const header = await read(file, entry.headerAt, entry.headerAt + localBytes);
  const start = entry.headerAt + localBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = createReadStream(archive, { start, end: start + entry.packedBytes - 1 });
  const written = createWriteStream(to);
  if (entry.method === deflated) await pipeline(packed, createInflateRaw(), written);
  else if (entry.method === stored) await pipeline(packed, written);
  else throw new Error(`${entry.name} is packed in a way that is not known here (${entry.method}).`);
  if (written.bytesWritten !== entry.bytes) throw new Error(`${entry.name} came out of the archive damaged.`);
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  if (bytesRead < buffer.length) throw new Error('The archive is cut off.');
  return buffer;
}
