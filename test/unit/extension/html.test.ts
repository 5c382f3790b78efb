import { expect, it } from 'vitest';
import { pageHtml } from '../../../src/extension/kit/html';

const parts = {
  title: 'Metrics: <b>"x"</b>',
  words: { locale: 'de', bundle: { Close: '</script><b>Schließen' } },
  notShown: 'The script did not run.',
  cspSource: 'https://host',
  script: 'https://host/dashboard.js',
  styles: 'https://host/dashboard.css',
};
const policyOf = (page: string) =>
  /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';

it('allows nothing by default and no code but its own script', () => {
  const page = pageHtml(parts);
  const nonce = /<script type="module" nonce="([^"]+)"/.exec(page)?.[1];
  const policy = policyOf(page).replaceAll('&#39;', "'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src 'nonce-${nonce}'`);
  expect(policy).not.toMatch(/unsafe/);
});

it('makes a new nonce for every page', () => {
  expect(policyOf(pageHtml(parts))).not.toBe(policyOf(pageHtml(parts)));
});

it('never lets a text become markup', () => {
  expect(pageHtml(parts)).toContain('Metrics: &#60;b&#62;&#34;x&#34;&#60;/b&#62;');
});

it('carries its words as data that cannot end the element it stands in', () => {
  const data = /<script type="application\/json" id="words">(.*?)<\/script>/.exec(pageHtml(parts))?.[1];
  expect(JSON.parse(data ?? '')).toEqual(parts.words);
});

it('says so itself when its script does not run', () => {
  expect(pageHtml(parts)).toContain('<p id="not-shown">The script did not run.</p>');
});
