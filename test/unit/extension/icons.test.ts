import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json';
import themes from '../../e2e/themes.json';
import { contrastOf, type Color } from '../../e2e/contrast';

const colorOf = (hex: string): Color =>
  [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];

it('gives the extension a picture that the Extensions view takes', async () => {
  expect(await sharp(manifest.icon).metadata()).toMatchObject({ format: 'png', width: 128, height: 128 });
});

describe('the icon of a panel', () => {
  it.each([
    ['dark', themes.themes.dark, themes.themes['high-contrast']],
    ['light', themes.themes.light, themes.themes['high-contrast-light']],
  ])('is seen in the themes that are %s', async (kind, ...shownIn) => {
    const icon = await readFile(`media/metrics-${kind}.svg`, 'utf8');
    const stroke = /stroke="(#[0-9A-F]{6})"/i.exec(icon)?.[1] ?? '';
    const contrasts = shownIn.map(({ variables }) =>
      contrastOf(colorOf(stroke), colorOf(variables['--vscode-editor-background'])),
    );
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
  });
});

it('draws no picture in the colour of the text, which a picture does not know: only icons that are masks', () => {
  const pictures = manifest.contributes.walkthroughs.map((walkthrough) => JSON.stringify(walkthrough));
  expect(pictures.filter((walkthrough) => walkthrough.includes('lits.svg'))).toEqual([]);
});
