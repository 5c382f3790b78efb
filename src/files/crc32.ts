import zlib from 'node:zlib';

/** The CRC-32 of what came before and these bytes; 0 for nothing. */
export type Crc32 = (bytes: Uint8Array, before: number) => number;

const polynomial = 0xedb88320;
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
  return rest;
});

/** For Node.js before 20.15, which has none. */
export const crc32ByTable: Crc32 = (bytes, before) => {
  let rest = ~before;
  for (const byte of bytes) rest = (rest >>> 8) ^ table[(rest ^ byte) & 255];
  return ~rest >>> 0;
};

export const crc32: Crc32 = 'crc32' in zlib ? zlib.crc32 : crc32ByTable;
