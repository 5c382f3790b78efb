import { expect, it } from 'vitest';
import { crc32, crc32ByTable } from '../../../src/files/crc32';

// The check value that RFC 1952's polynomial has for these digits.
const [digits, checkValue] = [Buffer.from('123456789'), 0xcbf43926];

it.each([
  ['of Node.js', crc32],
  ['by table', crc32ByTable],
])('the CRC-32 %s is the same in one piece and in two', (_which, checksum) => {
  expect(checksum(digits, 0)).toBe(checkValue);
  expect(checksum(digits.subarray(4), checksum(digits.subarray(0, 4), 0))).toBe(checkValue);
});
