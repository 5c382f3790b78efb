import { visible } from '../../words';
import { pageStyles } from './styles';

const product = 'LiTS Lab'; // no text: a name

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

export interface HtmlPage {
  /** BCP 47 tag. */
  language: string;
  title: string;
  /** Beside those of all pages. */
  styles: string;
  /** Whether it holds pictures, which are in its text. */
  hasPictures?: boolean;
  /** Finished HTML of what it shows, below the name of the product. */
  main: string;
}

/** A page that needs no other file, and runs nothing. */
export function htmlPage({ language, title, styles, hasPictures = false, main }: HtmlPage): string {
  const pictures = hasPictures ? 'img-src data:; ' : ''; // no text: a policy
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${pictures}style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${pageStyles}${styles}</style>
</head>
<body>
<main>
<p class="eyebrow">${product}</p>
${main}
</main>
</body>
</html>
`;
}

/** A table; `rows` are cells of finished HTML, the first of each row its heading. */
export function htmlTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows
    .map(
      ([first, ...cells]) =>
        `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
