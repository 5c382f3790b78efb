import { buf as crc32c } from 'crc-32/crc32c.js';

/** Added to a checksum, so that one of data that hold checksums is not weak. */
const maskDelta = 0xa282ead8;

function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + maskDelta) >>> 0;
}

/**
 * Data as a TFRecord: their length (uint64) and its checksum, the data and their checksum, all little-endian. A checksum is the
 * masked CRC-32C. Source: tensorflow/core/lib/io/record_writer.h.
 */
export function record(data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length));
  head.writeUInt32LE(maskedChecksum(head.subarray(0, 8)), 8);
  const foot = Buffer.alloc(4);
  foot.writeUInt32LE(maskedChecksum(data));
  return Buffer.concat([head, data, foot]);
}
