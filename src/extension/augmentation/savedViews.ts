import type { SavedView } from '../../protocol/augmentation';

/** More digits than this say nothing. */
const digits = 6;

/** Saved views with one more, named after what it shows, as the text of their file. */
export function withView(
  views: Readonly<Record<string, SavedView>>,
  view: SavedView,
): { name: string; text: string } {
  const shown = view.pipeline.map(({ name }) => name).join('+');
  let number = 1;
  while (`${shown}-${number}` in views) number++;
  const name = `${shown}-${number}`;
  const text = JSON.stringify({ ...views, [name]: view }, (_key, value: unknown) => rounded(value), 2);
  return { name, text: `${text}\n` };
}

/** The lines, from 0, where saved views begin in the text of their file as it is written here. */
export function viewLines(text: string): { line: number; name: string }[] {
  return text.split(/\r?\n/).flatMap((content, line) => {
    const name = /^ {2}"([^"\\]+)": \{/.exec(content)?.[1];
    return name === undefined ? [] : [{ line, name }];
  });
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(digits)) : value;
}
