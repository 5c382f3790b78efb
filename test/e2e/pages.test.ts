import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from './accessibility';
import { contrastOfEnds, contrastOn, focusedWithoutRing } from './contrast';
import { pageContents } from './pageContents';
import { keepPagePicture, openPage, pageThemes, type PageContent } from './pages';
import { launchBrowser } from './workbench';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const pages = Object.entries(pageContents) as [keyof typeof pageContents, PageContent][];

/** What says something by being seen: curves, dots, thumbs of sliders. */
const marks: Readonly<Record<keyof typeof pageContents, readonly string[]>> = {
  metrics: ['.swatch.raw', '.swatch.smooth', '.swatch.validation', '.toolbar input', '.chart canvas'],
  evaluation: [
    '.slider input',
    '.segments input >> nth=0',
    '.swatch >> nth=0',
    '.swatch >> nth=1',
    '.swatch >> nth=2',
    '.reliability-line',
  ],
  diverged: ['.swatch.validation'],
  gallery: ['.probabilities meter', '.slices .small'],
  enlarged: ['dialog meter'],
  comparison: ['.slider input', '.segments input >> nth=0'],
  laboratory: ['.picker input', '.histogram .after'],
  model: ['.weights >> nth=0', '.plain >> nth=0', '.skip', '.found > span', '.missing > span'],
};

describe.each(pages)('the page of %s', (name, content) => {
  it.each([1440, 1000, 321])(
    'is not wider than a window of %i pixels, in English and in German',
    async (width) => {
      for (const language of ['en', 'de'] as const) {
        const page = await openPage(browser, content, { theme: 'dark', width, language });
        await keepPagePicture(page, `${name}-${language}-${width}`);
        expect(await page.evaluate('document.documentElement.scrollWidth'), language).toBe(width);
        await page.close();
      }
    },
  );

  it.each(pageThemes)('can be seen and used by all in the theme "%s"', async (theme) => {
    const page = await openPage(browser, content, { theme, width: 1000 });
    await keepPagePicture(page, `${name}-${theme}`);
    expect(await accessibilityFaults(page.mainFrame())).toEqual([]);
    expect(await focusedWithoutRing(page)).toEqual([]);
    const contrasts: Record<string, number> = {};
    for (const mark of marks[name]) contrasts[mark] = await contrastOn(page, page.locator(mark).first());
    for (const bar of await page.locator('progress').all()) contrasts.progress = await contrastOfEnds(bar);
    expect(Object.entries(contrasts).filter(([, contrast]) => contrast < 3)).toEqual([]);
    await page.close();
  });
});

async function evaluation(name: keyof typeof pageContents, width: number): Promise<Page> {
  return openPage(browser, pageContents[name], { theme: 'dark', width });
}

describe('a narrow evaluation view', () => {
  it('keeps the classes of the confusion matrix in sight while it scrolls to its last column', async () => {
    const page = await evaluation('evaluation', 321);
    await page.locator('.confusion td.total').first().scrollIntoViewIfNeeded();
    const inSight = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= 321;
    };
    expect(await inSight('.confusion tbody th')).toBe(true);
    expect(await inSight('.confusion td.total')).toBe(true);
    await page.close();
  });

  it('shows slices as thumbnails, two in a row', async () => {
    const page = await evaluation('gallery', 321);
    const boxes = await Promise.all(
      [0, 1].map((place) => page.locator('.slices .picture').nth(place).boundingBox()),
    );
    expect(boxes[0]?.y).toBe(boxes[1]?.y);
    await page.close();
  });
});

it('enlarges a slice with Enter, goes on with arrow keys, and leads back with Escape', async () => {
  const page = await evaluation('enlarged', 1000);
  const name = () => page.locator('dialog .name').textContent();
  const first = await name();
  await page.keyboard.press('ArrowRight');
  expect(await name()).not.toBe(first);
  await page.keyboard.press('ArrowLeft');
  expect(await name()).toBe(first);
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'hidden' });
  expect(await page.locator('.enlarge:focus').count()).toBe(1);
  expect(await page.locator('.gallery').count()).toBe(1);
  await page.close();
});

it('writes losses of a run that diverged with their power of ten', async () => {
  const page = await evaluation('diverged', 1000);
  expect(await page.locator('.epochs tbody td').first().textContent()).toBe('1.2e9');
  await page.close();
});
