import { expect, it } from 'vitest';
import { galleryItems } from '../../../../webview/evaluation/galleryItems';
import { measured } from './fixture';

const files = (...args: Parameters<typeof galleryItems>) =>
  galleryItems(...args).map(({ prediction }) => prediction.file);
const lesionAsLiver = { row: 2, column: 1 };

it('begins with the most confident mistake', () => {
  expect(files(measured(), 'slice', lesionAsLiver, undefined)).toEqual(['b/1.png', 'a/2.png']);
});

it('follows the threshold', () => {
  expect(files(measured(), 'slice', lesionAsLiver, { class: 2, threshold: 0.3 })).toEqual(['b/1.png']);
});

it('shows the slice that decided over a volume', () => {
  expect(files(measured(), 'volume', { row: 2, column: 2 }, undefined)).toEqual(['b/2.png']);
});

it('is empty where nothing is counted', () => {
  expect(files(measured(), 'slice', { row: 0, column: 2 }, undefined)).toEqual([]);
});
