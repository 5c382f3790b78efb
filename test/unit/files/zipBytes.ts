import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of an archive, and what may be wrong with it. Source of the format: PKWARE, APPNOTE.TXT 6.3.10. */
export interface EntryBytes {
  name: string | Buffer;
  content?: string | Buffer;
  isPacked?: boolean;
  /** 1: encrypted, 0x40: strongly so, 0x800: the name is UTF-8. */
  flags?: number;
  /** Stands in for 0 (stored) or 8 (deflated). */
  method?: number;
  crc32?: number;
  /** Said to come out. */
  bytes?: number;
  /** Of a file in Unix. */
  mode?: number;
  /** Writes sizes and place as ZIP64 does. */
  isZip64?: boolean;
  /** Where it says that its data begins; after the entry before, unless told. */
  headerAt?: number;
}

const [full16, full32] = [0xffff, 0xffff_ffff];

/** A ZIP archive. @param count the number of entries that it says it has */
export function zipBytes(entries: readonly EntryBytes[], count = entries.length): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, content = '', isPacked = false, isZip64 = false, ...other } of entries) {
    const plain = Buffer.from(content);
    const packed = isPacked ? deflateRawSync(plain) : plain;
    const { flags = 0, method = isPacked ? 8 : 0, bytes = plain.length, mode = 0, headerAt = at } = other;
    // An encrypted entry begins with a header of twelve bytes.
    const data = flags & 1 ? Buffer.concat([Buffer.alloc(12), packed]) : packed;
    const nameBytes = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(nameBytes.length, 26);
    const extra = isZip64 ? zip64Extra(bytes, data.length, headerAt) : Buffer.alloc(0);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(3 << 8, 4);
    record.writeUInt16LE(flags, 8);
    record.writeUInt16LE(method, 10);
    record.writeUInt32LE(other.crc32 ?? crc32(plain), 16);
    record.writeUInt32LE(isZip64 ? full32 : data.length, 20);
    record.writeUInt32LE(isZip64 ? full32 : bytes, 24);
    record.writeUInt16LE(nameBytes.length, 28);
    record.writeUInt16LE(extra.length, 30);
    record.writeUInt32LE((mode << 16) >>> 0, 38);
    record.writeUInt32LE(isZip64 ? full32 : headerAt, 42);
    local.push(header, nameBytes, data);
    central.push(record, nameBytes, extra);
    at += header.length + nameBytes.length + data.length;
  }
  const directory = Buffer.concat(central);
  const isZip64 = entries.some((entry) => entry.isZip64);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isZip64 ? full16 : count, 10);
  end.writeUInt32LE(isZip64 ? full32 : directory.length, 12);
  end.writeUInt32LE(isZip64 ? full32 : at, 16);
  const end64 = isZip64 ? zip64End(count, directory.length, at) : Buffer.alloc(0);
  return Buffer.concat([...local, directory, end64, end]);
}

function zip64Extra(bytes: number, packed: number, headerAt: number): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const [index, value] of [bytes, packed, headerAt].entries())
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}

function zip64End(count: number, directoryBytes: number, directoryAt: number): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(directoryAt), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryAt + directoryBytes), 8);
  return Buffer.concat([record, locator]);
}
