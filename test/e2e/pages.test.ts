import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uniform } from '../golden/hash';
import type { DataBrowserState } from '../../src/panels/data';
import { accessibilityFaults } from './accessibility';
import { contrastOfEnds, contrastOn, focusedWithoutRing } from './contrast';
import { curveMessage, pageContents } from './pageContents';
import { keepPagePicture, openPage, pageThemes, type PageContent } from './pages';
import { artifacts } from './server';
import { until } from './until';
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
  side: ['.swatch.smooth', '.swatch.validation', '.chart canvas'],
  sideFailed: [],
  sideEmpty: [],
  evaluation: [
    '.slider input',
    '.segments input >> nth=0',
    '.swatch >> nth=0',
    '.swatch >> nth=1',
    '.swatch >> nth=2',
    '.reliability-line',
  ],
  diverged: ['.swatch.validation'],
  gradientNorm: ['.chart[data-metric="gradientNorm"] canvas'],
  gallery: ['.probabilities meter', '.slices .small'],
  enlarged: ['dialog meter'],
  comparedEvaluations: ['.slider input', '.segments input >> nth=0'],
  comparison: [
    '.run .swatch >> nth=0',
    '.run .swatch >> nth=1',
    '.run .swatch >> nth=2',
    '.run .swatch >> nth=3',
    '.toolbar input',
    '.chart canvas',
  ],
  exerciseComparison: ['.exercise .swatch >> nth=0', '.exercise .swatch >> nth=1', '.remark .codicon'],
  laboratory: ['.picker input', '.histogram .after'],
  data: [
    '.swatch >> nth=0',
    '.swatch >> nth=1',
    '.swatch >> nth=2',
    '.marker',
    '.histogram .window',
    '.slider input',
  ],
  quiz: ['polyline.train >> nth=0', 'polyline.validation >> nth=0', '.right > .sign', '.wrong > .sign'],
  quizQuestion: [],
  quizEnd: [],
  review: ['.state.open .codicon', '.state.conflict .codicon'],
  reviewStudent: ['.state.open .codicon', '.state.conflict .codicon', '.found .codicon', '.kind .codicon'],
  reviewTask: ['.state.done .codicon', '.item .codicon'],
  learningRate: ['.swatch.raw', '.swatch.smooth', '.swatch.suggested', '.chart canvas'],
  noSuggestion: [],
  model: ['.weights >> nth=0', '.plain >> nth=0', '.skip', '.found > span', '.missing > span'],
};

/** Other states of pages that are looked at in every theme and width: their narrowest width, and a dark and a light theme, will do. */
const otherStates: readonly string[] = [
  'diverged',
  'gradientNorm',
  'sideFailed',
  'sideEmpty',
  'quizQuestion',
  'quizEnd',
  'noSuggestion',
  'reviewStudent',
  'reviewTask',
];
const some = <T>(name: string, all: readonly T[], few: readonly T[]) =>
  otherStates.includes(name) ? few : all;

describe.each(pages)('the page of %s', (name, content) => {
  it('is not wider than its window, in English and in German', async () => {
    const all = content.widths ?? [1440, 1000, 321];
    const widths = some(name, all, all.slice(-1));
    for (const language of ['en', 'de'] as const) {
      const page = await openPage(browser, content, { theme: 'dark', width: widths[0], language });
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await until(`the page in ${language} to be ${width} pixels wide`, async () =>
          (await page.evaluate('document.documentElement.scrollWidth')) === width ? true : undefined,
        );
        await keepPagePicture(page, `${name}-${language}-${width}`);
      }
      await page.close();
    }
  });

  it.each(some(name, pageThemes, pageThemes.slice(0, 2)))(
    'can be seen and used by all in the theme "%s"',
    async (theme) => {
      const page = await openPage(browser, content, { theme, width: 1000 });
      await keepPagePicture(page, `${name}-${theme}`);
      expect(await accessibilityFaults(page.mainFrame())).toEqual([]);
      expect(await focusedWithoutRing(page)).toEqual([]);
      const contrasts: Record<string, number> = {};
      for (const mark of marks[name]) contrasts[mark] = await contrastOn(page, page.locator(mark).first());
      for (const bar of await page.locator('progress').all()) contrasts.progress = await contrastOfEnds(bar);
      expect(Object.entries(contrasts).filter(([, contrast]) => contrast < 3)).toEqual([]);
      await page.close();
    },
  );
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

describe('a quiz', () => {
  it('is answered by keys alone, and leads from each question to the next', async () => {
    const page = await openPage(
      browser,
      { ...pageContents.quiz, act: () => Promise.resolve() },
      { theme: 'dark', width: 700 },
    );
    await page.locator('button.choice').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.verdict').textContent()).toContain('Right.');
    await page.keyboard.press('Enter');
    expect(await page.locator('h2:focus').textContent()).toBe('Question 2 of 2');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('.verdict').textContent()).toContain('The biases are left out');
    await page.keyboard.press('Enter');
    expect(await page.locator('h2').textContent()).toContain('1 of 2 are right');
    await page.close();
  });
});

describe('the comparison of runs', () => {
  const open = () => openPage(browser, pageContents.comparison, { theme: 'dark', width: 1200 });
  const ink = (page: Page) =>
    page
      .locator('.chart[data-metric="loss"] canvas')
      .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
  /** Curves are drawn anew when the last of a page's parts, or its font, has found its size. */
  const settled = async (page: Page) => {
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    let before = await ink(page);
    return until('curves that stay', async () => {
      await page.evaluate('new Promise((drawn) => setTimeout(drawn, 300))');
      const now = await ink(page);
      const stayed = now === before;
      before = now;
      return stayed ? now : undefined;
    });
  };
  const changes = (page: Page, before: string) =>
    until('other curves', async () => ((await ink(page)) === before ? undefined : true));
  const first = (page: Page) => page.locator('.run .link').first().innerText();
  const becomesFirst = (page: Page, name: RegExp) =>
    until(`${name} to be first`, async () => (name.test(await first(page)) ? true : undefined));

  it('orders runs by what a column says, the best first', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Best val. loss' }).click();
    await becomesFirst(page, /^Regularisierung/);
    await page.getByRole('button', { name: 'learningRate' }).click();
    await becomesFirst(page, /^Dropout of one half$/);
    await page.close();
  });

  it('holds the files of an exercise against the first of them, and leads to what is missing', async () => {
    const told: unknown[] = [];
    const content = { ...pageContents.exerciseComparison, told: (message: unknown) => told.push(message) };
    const page = await openPage(browser, content, { theme: 'dark', width: 1200 });
    const rows = page.locator('.exercise tbody tr');
    const gaps = async (row: number) =>
      (await rows.nth(row).locator('td').allInnerTexts()).slice(3, 5).map(Number);
    const [[gap], [penalized, narrower]] = [await gaps(0), await gaps(1)];
    expect(narrower).toBeCloseTo(penalized - gap, 0);
    expect(await rows.nth(1).innerText()).toContain('file changed since');
    expect(await rows.nth(2).innerText()).toContain('No run of dropout.ts is compared here.');
    await page.locator('.exercise').getByRole('button', { name: 'Dropout' }).click();
    await until('the page to ask for the file', () => Promise.resolve(told.length > 0 || undefined));
    expect(told.at(-1)).toEqual({ type: 'openFile', file: 'dropout.ts' });
    await page.close();
  });

  it('hides and shows a run from its legend', async () => {
    const page = await open();
    const all = await settled(page);
    await page.getByLabel('Show the curves of dropout').uncheck();
    await changes(page, all);
    await page.getByLabel('Show the curves of dropout').check();
    await page.mouse.move(0, 0);
    await until('the same curves', async () => ((await ink(page)) === all ? true : undefined));
    await page.close();
  });

  it('marks zeros on a logarithmic axis', async () => {
    const page = await open();
    const before = await settled(page);
    await page.locator('figure').first().getByLabel('Logarithmic').check();
    await changes(page, before);
    await page.getByText('a triangle at the bottom').waitFor();
    await keepPagePicture(page, 'comparison-logarithmic');
    await page.close();
  });

  it('keeps the range that was zoomed to when new steps come', async () => {
    const page = await open();
    const whole = await settled(page);
    const box = await page.locator('.chart').first().boundingBox();
    if (!box) throw new Error('There is no chart.');
    await page.mouse.move(box.x + 100, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 100, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    await page.getByText('Show All').waitFor();
    await changes(page, whole);
    const zoomed = await ink(page);
    const message = { ...curveMessage('baseline', [2001, 2002], () => 0.1), fresh: false };
    await page.evaluate(`window.postMessage(${JSON.stringify({ kind: 'tell', message })}, '*')`);
    await page.getByLabel('Show the curves of baseline').focus();
    await page.getByText('92.0%').waitFor({ state: 'detached' });
    expect(await ink(page)).toBe(zoomed);
    await page.keyboard.press('Escape');
    await page.close();
  });

  it('says what the runs are at where the cursor is moved by keys', async () => {
    const page = await open();
    await page.locator('.chart').first().focus();
    await page.keyboard.press('Home');
    await page.locator('.place', { hasText: 'Step 1' }).first().waitFor();
    await page.getByLabel('Horizontal axis').selectOption('epoch');
    await page.locator('.chart').first().focus();
    await page.keyboard.press('End');
    await page.locator('.place', { hasText: 'Epoch 20' }).first().waitFor();
    await page.close();
  });

  it('makes a picture of a figure, and a table of what was measured', async () => {
    const told: { type: string; format?: string; text?: string; base64?: string }[] = [];
    const content = {
      ...pageContents.comparison,
      told: (message: unknown) => told.push(message as (typeof told)[0]),
    };
    const page = await openPage(browser, content, { theme: 'dark', width: 1200 });
    for (const format of ['PNG', 'SVG', 'CSV'])
      await page.getByRole('button', { name: `Export Loss as ${format}` }).click();
    await until('three files', () => Promise.resolve(told.length >= 3 ? true : undefined));
    const picture = Buffer.from(told.find(({ type }) => type === 'exportPicture')?.base64 ?? '', 'base64');
    expect((await sharp(picture).metadata()).width).toBeGreaterThan(800);
    await writeFile(join(artifacts, 'pages', 'comparison-export.png'), picture);
    expect(told.find(({ format }) => format === 'csv')?.text?.split('\r\n')).toHaveLength(
      2000 * 3 + 1300 + 2,
    );
    await page.close();
  });

  it('draws a hundred runs of 5,000 steps in a fraction of what strokes would take', async () => {
    const dirs = Array.from({ length: 100 }, (_, place) => `run-${place}`);
    const steps = Array.from({ length: 5_000 }, (_, index) => index + 1);
    const kinds = Array.from({ length: 10 }, (_, kind) =>
      curveMessage(
        '',
        steps,
        (step) => (1 + kind / 10) * Math.exp(-step / 9000) + 0.1 * (1 + uniform(kind, step)),
      ),
    );
    const content = pageContents.comparison;
    const page = await openPage(
      browser,
      {
        ...content,
        snapshot: {
          ...content.snapshot,
          runDirs: dirs,
          differences: [],
          runs: dirs.map((runDir) => ({
            runDir,
            name: runDir,
            starred: false,
            createdAt: '2026-01-01T00:00:00.000Z',
            state: 'done',
            values: [],
            codeDiffers: false,
          })),
        },
        then: dirs.map((runDir, place) => ({ ...kinds[place % 10], runDir })),
      },
      { theme: 'dark', width: 1440 },
    );
    await until('all curves', async () => {
      const rows = await page.locator('.runs tbody tr').allInnerTexts();
      return rows.length === dirs.length && rows.every((text) => text.includes('%')) ? true : undefined;
    });
    /** From the frame's beginning until the pixels are there. */
    const redraw = `new Promise((resolve) => {
      let begun;
      requestAnimationFrame(() => { begun = performance.now(); });
      document.querySelector('.chart').dispatchEvent(new MouseEvent('dblclick'));
      requestAnimationFrame(() => {
        for (const canvas of document.querySelectorAll('.chart canvas')) canvas.getContext('2d').getImageData(0, 0, 1, 1);
        resolve(performance.now() - begun);
      });
    })`;
    let best = Infinity;
    for (let attempt = 0; attempt < 10; attempt++) best = Math.min(best, await page.evaluate<number>(redraw));
    // With 50,000 steps it takes about 50 alone (docs/performance.md), by strokes a second. Others work on this machine, too.
    expect(best).toBeLessThan(400);
    await page.close();
  });
});

describe('the review of a class', () => {
  it('deletes a rubric item, says how many had it, and brings it back', async () => {
    const told: unknown[] = [];
    const content = { ...pageContents.reviewTask, told: (message: unknown) => told.push(message) };
    const page = await openPage(browser, content, { theme: 'dark', width: 1200 });
    const item = { task: '3.2/baseline', text: 'Without numbers', points: 0.1 };
    await page.getByLabel('Delete "Without numbers" for all who have it').click();
    await page.getByText('"Without numbers" was deleted. Submissions that had it: 1.').waitFor();
    expect(await page.locator('.toggle', { hasText: 'Without numbers' }).count()).toBe(0);
    await keepPagePicture(page, 'review-rubric-deleted');
    await page.keyboard.press('u');
    await page.getByText('Undone: Without numbers.').waitFor();
    expect(await page.locator('.toggle', { hasText: 'Without numbers' }).count()).toBe(1);
    const about = { type: 'rubric', id: 'vague' };
    await until('both to be told', () => Promise.resolve(told.length === 2 || undefined));
    expect(told).toEqual([
      { ...about, number: 1, item: { ...item, deleted: true } },
      { ...about, number: 2, item },
    ]);
    await page.close();
  });
});

describe('the data browser', () => {
  const open = () => openPage(browser, pageContents.data, { theme: 'dark', width: 1200 });
  const shows = (page: Page, text: string) =>
    page.locator('.which').getByText(text, { exact: true }).waitFor();

  it('leads through a volume by keys and wheel, one slice a notch, and never beyond its ends', async () => {
    const page = await open();
    await shows(page, 'Slice 21, 22 of 40: lesion');
    await page.keyboard.press('ArrowDown');
    await shows(page, 'Slice 22, 23 of 40: lesion');
    await page.keyboard.press('PageUp');
    await shows(page, 'Slice 12, 13 of 40: liver');
    await page.keyboard.press('Home');
    await shows(page, 'Slice 0, 1 of 40: no liver');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await shows(page, 'Slice 1, 2 of 40: no liver');
    await page.keyboard.press('ArrowLeft');
    await shows(page, 'Slice 0, 1 of 40: no liver');
    await page.locator('.picture').hover();
    await page.mouse.wheel(0, 120);
    await shows(page, 'Slice 1, 2 of 40: no liver');
    await page.keyboard.press(']');
    await page.locator('.stage h2', { hasText: 'volume-100' }).waitFor();
    await shows(page, 'Slice 21, 22 of 40: lesion');
    await page.close();
  });

  it('goes where the strip of the volume is clicked', async () => {
    const page = await open();
    const box = await page.locator('.strip').boundingBox();
    await page.locator('.strip').click({ position: { x: (box?.width ?? 0) * 0.51, y: 8 } });
    await shows(page, 'Slice 20, 21 of 40: lesion');
    expect(await page.locator('[aria-selected=true]').getAttribute('id')).toBe('slice-20');
    await page.close();
  });

  it('shows the slices that pass the filter, and steps over the others', async () => {
    const page = await open();
    for (const name of ['no liver', 'liver']) await page.getByLabel(name, { exact: true }).uncheck();
    await page.getByText('15 slices').waitFor();
    await page.locator('canvas').focus();
    await page.keyboard.press('End');
    await shows(page, 'Slice 23, 24 of 40: lesion');
    await page.getByLabel('Split', { exact: true }).selectOption('test');
    await page.getByText('5 slices').waitFor();
    await page.getByLabel('lesion', { exact: true }).uncheck();
    await page.getByText('No slice passes the filter.').waitFor();
    await page.close();
  });

  it('says what the pointer is at: pixel, gray value and organ', async () => {
    const page = await open();
    const box = await page.locator('canvas').boundingBox();
    if (!box) throw new Error('There is no picture.');
    const at = (pixel: number) => ((pixel + 0.5) / 256) * box.width;
    for (const [x, y, organ] of [
      [90, 120, 'lesion'],
      [60, 120, 'liver'],
      [2, 3, 'no organ'],
    ] as const) {
      await page.locator('canvas').hover({ position: { x: at(x), y: at(y) } });
      await page.getByText(new RegExp(`^Pixel ${x}, ${y}: gray value \\d+, ${organ}$`)).waitFor();
    }
    await page.close();
  });

  it('changes the window by dragging on the picture, and resets it with a double click', async () => {
    const page = await open();
    const width = page.getByLabel('Width');
    await page.locator('canvas').hover({ position: { x: 200, y: 200 } });
    await page.mouse.down();
    await page.mouse.move(0, 300, { steps: 4 });
    await page.mouse.up();
    expect(Number(await width.inputValue())).toBeLessThan(255);
    await page.locator('canvas').dblclick();
    await page.getByRole('button', { name: 'Reset' }).and(page.locator(':disabled')).waitFor();
    expect(await width.inputValue()).toBe('255');
    await page.close();
  });

  it('says why a damaged slice cannot be shown, and goes on', async () => {
    const page = await open();
    await page.keyboard.press('End');
    await page.getByText('it is damaged or truncated').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('canvas').waitFor();
    await page.close();
  });

  it('asks only for what is in sight', async () => {
    const asked = new Set<number>();
    const answer = (name: string, question: unknown) => {
      if (name === 'thumbnails' && Array.isArray(question))
        for (const place of question) asked.add(Number(place));
      return pageContents.data.answer(name, question);
    };
    const page = await openPage(browser, { ...pageContents.data, answer }, { theme: 'dark', width: 1200 });
    expect(asked.size).toBeGreaterThan(0);
    expect(asked.size).toBeLessThan(45);
    expect(await page.locator('.thumbnail').count()).toBeLessThan(45);
    await page.close();
  });

  it('comes back as it was left: slice, filter, window and masks', async () => {
    const kept: DataBrowserState = {
      version: 1,
      data: '/student/Clean_LiTS',
      filter: { split: 'train', volume: { split: 'train', name: 'volume-100' }, classes: [1, 2] },
      slice: { split: 'train', file: 'volumes/1_29.png' },
      window: { low: 60, high: 140 },
      masks: false,
      opacity: 0.5,
    };
    const page = await openPage(browser, { ...pageContents.data, kept }, { theme: 'dark', width: 1200 });
    await shows(page, 'Slice 29, 30 of 40: liver');
    await page.getByText('30 slices').waitFor();
    expect(await page.getByLabel('Level').inputValue()).toBe('100');
    expect(await page.getByLabel('Width').inputValue()).toBe('80');
    expect(await page.getByLabel('Show masks').isChecked()).toBe(false);
    expect(await page.getByLabel('no liver', { exact: true }).isChecked()).toBe(false);
    await page.close();
  });

  it('shows the slice that is asked for, whatever was on show before and whatever the filter hides', async () => {
    const snapshot = { ...pageContents.data.snapshot, show: { split: 'test', at: 3 } };
    const page = await openPage(browser, { ...pageContents.data, snapshot }, { theme: 'dark', width: 1200 });
    await shows(page, 'Slice 3, 4 of 40: no liver');
    await page.close();
  });
});
