import { expect, it } from 'vitest';
import { asMarkdown } from '../../../src/extension/kit/markdown';

it.each([
  ['keeps spaces, so that the text wraps', 'two words', 'two words'],
  ['shows signs of Markdown', '1. *a* [b](c) `d`', String.raw`1\. \*a\* \[b\]\(c\) \`d\``],
  ['shows what looks like HTML', 'a < b & c', 'a &lt; b &amp; c'],
])('%s', (_what, text, markdown) => {
  expect(asMarkdown(text)).toBe(markdown);
});
