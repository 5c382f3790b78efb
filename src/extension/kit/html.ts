import { randomBytes } from 'node:crypto';
import type { PageWords } from '../../panels/contract';
import { visible } from '../../words';

export interface PageParts {
  title: string;
  /** Language and translations, for the page's script. */
  words: PageWords;
  /** What the page says when its script does not run. */
  notShown: string;
  /** Source that the webview may load its files from (`webview.cspSource`). */
  cspSource: string;
  script: string;
  styles: string;
  /** The page makes pictures itself, as `data:` addresses. */
  ownPictures?: boolean;
}

/**
 * The page of a webview: one script, one style sheet, and what to say when the script does not run. Nothing else may load,
 * nothing inline may run, and no text may become code.
 */
export function pageHtml(parts: PageParts): string {
  const nonce = randomBytes(18).toString('base64');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${parts.cspSource}`,
    `font-src ${parts.cspSource}`,
    `img-src ${parts.cspSource}${parts.ownPictures ? ' data:' : ''}`,
  ].join('; ');
  // no text: markup
  return `<!DOCTYPE html>
<html lang="${escape(parts.words.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escape(parts.styles)}">
<title>${escape(parts.title)}</title>
</head>
<body>
<p id="not-shown">${escape(parts.notShown)}</p>
<script type="application/json" id="words">${dataOf(parts.words)}</script>
<script type="module" nonce="${nonce}" src="${escape(parts.script)}"></script>
</body>
</html>
`;
}

/** A text as HTML shows it, also inside an attribute. Its control characters are shown. */
export function escape(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A value as JSON that cannot end the element it stands in. */
function dataOf(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
