import { mkdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import german from '../../l10n/bundle.l10n.de.json';
import { pageHtml } from '../../src/extension/kit/html';
import type { FromPageEnvelope, PageName, ToPageEnvelope } from '../../src/panels/contract';
import { artifacts, repository } from './server';
import captured from './themes.json';

export interface Theme {
  bodyClass: string;
  /** Values of the CSS variables that VS Code gives to webviews. */
  variables: Readonly<Record<string, string>>;
}

const themes: Readonly<Record<string, Theme>> = captured.themes;
export const pageThemes = Object.keys(themes);

/** A page with what the extension would tell it. */
export interface PageContent {
  /** Script and style sheet in `dist/webview`. */
  page: PageName;
  title: string;
  snapshot: unknown;
  /** What it is told after that. */
  then?: readonly unknown[];
  /** How wide the editor may show it, in pixels, where that is not as wide as any editor. */
  widths?: readonly number[];
  /** What the page has kept when it was shown before. */
  kept?: unknown;
  /** Hears what the page tells. */
  told?: (message: unknown) => void;
  /** Answers a question of the page. */
  answer?: (name: string, question: unknown) => unknown;
  /** Shows when the page is drawn. */
  drawn: string;
  /** What a student does before the page is looked at. */
  act?: (page: Page) => Promise<void>;
}

export interface PageLook {
  theme: string;
  width: number;
  language?: 'en' | 'de';
}

const origin = 'http://pages.test';
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** Shows a page of the extension as a webview of VS Code would, without VS Code: in a theme, at a width, in a language. */
export async function openPage(
  browser: Browser,
  content: PageContent,
  { theme, width, language = 'en' }: PageLook,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, bypassCSP: true });
  const html = pageHtml({
    title: content.title,
    words: { locale: language, bundle: language === 'de' ? german : {} },
    notShown: '',
    cspSource: origin,
    script: `${origin}/${content.page}.js`,
    styles: `${origin}/${content.page}.css`,
    ownPictures: true,
  });
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ body: html, contentType: 'text/html' });
    const file = join(repository, 'dist/webview', pathname);
    return route.fulfill({ body: await readFile(file), contentType: types[extname(file)] ?? '' });
  });
  const post = (envelope: ToPageEnvelope) =>
    page.evaluate(`window.postMessage(${JSON.stringify(envelope)}, '*')`);
  await page.exposeFunction('toExtension', async (envelope: FromPageEnvelope) => {
    if (envelope.kind === 'ready')
      for (const message of [content.snapshot, ...(content.then ?? [])])
        await post({ kind: 'tell', message });
    if (envelope.kind === 'tell') content.told?.(envelope.message);
    if (envelope.kind === 'fault') {
      // What is shown then is not what the test is about.
      console.error(envelope.text);
      await page.close();
    }
    if (envelope.kind === 'ask')
      await post({
        kind: 'answer',
        id: envelope.id,
        answer: await content.answer?.(envelope.name, envelope.question),
      });
  });
  await page.addInitScript(
    `window.acquireVsCodeApi = () => ({ postMessage: window.toExtension, getState: () => (${JSON.stringify(content.kept) ?? 'undefined'}), setState() {} });
     document.addEventListener('DOMContentLoaded', () => {
       const { bodyClass, variables } = ${JSON.stringify(themes[theme])};
       document.body.className = bodyClass;
       for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
       const styles = document.createElement('style');
       styles.textContent = ${JSON.stringify(captured.styles)};
       document.head.prepend(styles);
     });`,
  );
  await page.goto(`${origin}/`);
  await page.locator(content.drawn).first().waitFor();
  await content.act?.(page);
  return page;
}

/** Keeps a picture of the whole page. */
export async function keepPagePicture(page: Page, name: string): Promise<void> {
  await mkdir(join(artifacts, 'pages'), { recursive: true });
  await page.screenshot({ path: join(artifacts, 'pages', `${name}.png`), fullPage: true });
}
