/**
 * The fragment that the editor's Markdown preview knows the heading of a task by. Instructions mark a task with
 * `<a id="task"></a>` before its heading; the preview scrolls to headings alone.
 */
export function taskHeading(instructions: string, task: string): string | undefined {
  const lines = instructions.split(/\r?\n/);
  const mark = lines.findIndex((line) => line.includes(`<a id="${task}"></a>`));
  const heading = mark < 0 ? undefined : lines.slice(mark).find((line) => /^#+ /.test(line));
  return heading === undefined ? undefined : slugOf(heading.replace(/^#+ /, ''));
}

/** As the preview makes ids of headings: small letters, without punctuation, hyphens for spaces. */
function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
