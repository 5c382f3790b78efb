import type { Browser } from 'playwright-core';
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
