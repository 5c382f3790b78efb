/**
 * A text as Markdown that shows it letter by letter. Unlike `MarkdownString.appendText`, which makes each space one that does not
 * break, a long text still wraps.
 */
export function asMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]()#+\-.!~|>]/g, String.raw`\$&`);
}
