import { expect, it } from 'vitest';
import { heatMapPixels } from '../../../../webview/evaluation/heatMapPicture';

it('is clear where the model did not look, and yellow where it looked most', () => {
  const pixels = heatMapPixels({ file: 'a.png', class: 2, width: 3, height: 1, values: [0, 0.5, 1] });
  expect([...pixels]).toEqual([255, 0, 0, 0, 255, 0, 0, 128, 255, 255, 0, 255]);
});
