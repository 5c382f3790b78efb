import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { liesIn } from '../../../src/extension/kit/liesIn';

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
});
