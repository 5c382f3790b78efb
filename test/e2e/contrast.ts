import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';

export type Color = readonly [red: number, green: number, blue: number];

/** Contrast of two colours, 1 to 21, as WCAG 2.1 defines it. */
export function contrastOf(a: Color, b: Color): number {
  const [dark, bright] = [luminance(a), luminance(b)].sort((one, other) => one - other) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(color: Color): number {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** In the page: its background. */
const pageColor = 'getComputedStyle(document.body).backgroundColor';

/** The pixels of an element as it is shown, row by row. */
async function pixelsOf(element: Locator): Promise<Color[]> {
  const { data } = await sharp(await element.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Array.from({ length: data.length / 3 }, (_, place) => [
    data[3 * place] ?? 0,
    data[3 * place + 1] ?? 0,
    data[3 * place + 2] ?? 0,
  ]);
}

/** How well an element is seen: the largest contrast of a pixel of it to the page behind. */
export async function contrastOn(page: Page, element: Locator): Promise<number> {
  const behind = await colorOf(page, pageColor);
  return (await pixelsOf(element)).reduce(
    (largest, color) => Math.max(largest, contrastOf(color, behind)),
    1,
  );
}

/** How well the share that is done is told from what is left: the contrast of the two ends of a bar. */
export async function contrastOfEnds(bar: Locator): Promise<number> {
  const pixels = await pixelsOf(bar);
  const [start, end] = [pixels[1], pixels.at(-2)];
  if (!start || !end) throw new Error('The bar is not shown.');
  return contrastOf(start, end);
}

/** A colour that an expression in the page yields, as it is seen on the page's background. */
async function colorOf(page: Page, expression: string): Promise<Color> {
  return page.evaluate<Color>(`(() => {
    const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
    for (const color of [${pageColor}, ${expression}]) {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  })()`);
}

/** In the page: the element that has the focus, also inside a component. */
const focused = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
})()`;

/**
 * Walks through a page with the Tab key.
 * @returns what has the focus without a ring that is seen (contrast of at least 3 to the page)
 */
export async function focusedWithoutRing(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const behind = await colorOf(page, pageColor);
  for (let now = await nextFocus(page); now !== undefined; now = await nextFocus(page)) {
    const ring = await page.evaluate<string | null>(`(() => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(${focused});
      return outlineStyle === 'none' || outlineWidth === '0px' ? null : outlineColor;
    })()`);
    const contrast = ring === null ? 1 : contrastOf(await colorOf(page, `'${ring}'`), behind);
    if (contrast < 3) faults.push(`${now}: ${ring ?? 'no ring'}`);
  }
  return faults;
}

/** @returns markup of the element that Tab leads to; undefined at the end of the page */
async function nextFocus(page: Page): Promise<string | undefined> {
  await page.keyboard.press('Tab');
  const markup = await page.evaluate<string>(`${focused}.outerHTML`);
  return markup.startsWith('<body') ? undefined : markup.slice(0, 80);
}
