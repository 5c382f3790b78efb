import { randomBytes } from 'node:crypto';

export interface PageParts {
  title: string;
  /** BCP 47 tag of the page's language. */
  language: string;
  /** Source that the webview may load its files from (`webview.cspSource`). */
  cspSource: string;
  script: string;
  styles: string;
  /** The page makes pictures itself, as `data:` addresses. */
  ownPictures?: boolean;
}

/**
 * The page of a webview: an empty body, one script, one style sheet. Nothing else may load, nothing inline may run, and no
 * text may become code.
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
  return `<!DOCTYPE html>
<html lang="${escape(parts.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escape(parts.styles)}">
<title>${escape(parts.title)}</title>
</head>
<body>
<script type="module" nonce="${nonce}" src="${escape(parts.script)}"></script>
</body>
</html>
`;
}

/** A text as HTML shows it, also inside an attribute. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
