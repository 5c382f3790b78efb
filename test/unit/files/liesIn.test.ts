import { join, posix, resolve, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { liesIn } from '../../../src/files/liesIn';

const folder = resolve('/course/3.2-regularization');

describe('liesIn', () => {
  it.each([['baseline.ts'], ['models/small.ts'], ['..notes.md']])('finds %s in its folder', (name) => {
    expect(liesIn(folder, join(folder, name))).toBe(true);
  });

  it.each([
    ['../3.2-regularization-old/baseline.ts', 'a folder whose name begins alike'],
    ['../chapter.json', 'the folder around'],
    ['.', 'the folder itself'],
    ['..', 'its parent'],
  ])('does not find %s: %s', (way) => {
    expect(liesIn(folder, join(folder, way))).toBe(false);
  });

  it.each([
    ['/', '/modell.ts', posix],
    ['/', '/models/small.ts', posix],
    ['E:\\', 'E:\\modell.ts', win32],
    ['E:\\', 'e:/modell.ts', win32],
    ['\\\\server\\share\\', '\\\\server\\share\\modell.ts', win32],
    ['\\\\server\\share', '//server/share/models/small.ts', win32],
  ])('finds a file in the root %s: %s', (root, file, rules) => {
    expect(liesIn(root, file, rules)).toBe(true);
  });

  it.each([
    ['E:\\', 'D:\\modell.ts', win32],
    ['\\\\server\\share\\', '\\\\server\\other\\modell.ts', win32],
    ['/', '/', posix],
  ])('does not find in the root %s what lies elsewhere: %s', (root, file, rules) => {
    expect(liesIn(root, file, rules)).toBe(false);
  });
});
