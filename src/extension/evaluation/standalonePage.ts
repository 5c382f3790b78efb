import { escape } from '../kit/html';

export interface StandalonePage {
  title: string;
  /** BCP 47 tag of the page's language. */
  language: string;
  /** The whole style sheet. */
  styles: string;
  /** Values of the theme's CSS variables. Variables that the style sheet does not use are left out. */
  variables: Readonly<Record<string, string>>;
  /** Markup of the body, and its class. */
  body: string;
  bodyClass: string;
}

/** One file that shows a page as it was, for any browser: it loads nothing, and nothing in it runs. */
export function standalonePage(page: StandalonePage): string {
  // no text: a policy
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:`;
  const asked = Object.entries(page.variables).filter(
    ([name, value]) => page.styles.includes(`var(${name}`) && !/[;{}<]/.test(value),
  );
  // no text: markup
  return `<!DOCTYPE html>
<html lang="${escape(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)}</title>
<style>
:root {
${asked.map(([name, value]) => `  ${name}: ${value};`).join('\n')}
}
${page.styles}
</style>
</head>
<body class="${escape(page.bodyClass)}">
${page.body}
</body>
</html>
`;
}
