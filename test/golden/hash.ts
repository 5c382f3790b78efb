/** Well-mixed numbers that two languages make alike (hash.py is its twin). */

/** 32 well-mixed bits for a position (the finalizer of MurmurHash3). */
export function hashed(stream: number, position: number): number {
  let h = Math.imul(position, 0x9e3779b1) + Math.imul(stream, 0x85ebca77);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [-1, 1). */
export const uniform = (stream: number, position: number): number => hashed(stream, position) / 2 ** 31 - 1;
