import { withoutCommentsAndStrings } from '../training/defineTraining';

/** A change of a text, in characters from its beginning. */
export interface Replacement {
  start: number;
  end: number;
  text: string;
}

export interface PipelineCode {
  /** An expression. */
  code: string;
  /** What it needs from `lits`. */
  names: readonly string[];
}

/** The lines (0-based) on which a pipeline begins: `new Compose(`, or the setting `augment`. A scanner is enough. */
export function pipelineLines(text: string): number[] {
  const code = withoutCommentsAndStrings(text);
  const lines: number[] = [];
  let end = 0;
  for (const match of code.matchAll(/(?<![\w$.])(?:new\s+Compose\s*\(|augment\s*(?::|\())/g)) {
    if (match.index < end) continue;
    if (match[0].startsWith('new')) end = closing(code, match.index + match[0].length);
    lines.push(code.slice(0, match.index).split('\n').length - 1);
  }
  return [...new Set(lines)];
}

/**
 * What puts a pipeline into a file: it takes the place of the first `new Compose(…)`, else goes where the cursor is; what is missing
 * is imported.
 * @param cursor in characters from the beginning
 */
export function insertPipeline(text: string, { code, names }: PipelineCode, cursor: number): Replacement[] {
  const plain = withoutCommentsAndStrings(text);
  const found = /(?<![\w$.])new\s+Compose\s*\(/.exec(plain);
  const [start, end] = found
    ? [found.index, closing(plain, found.index + found[0].length)]
    : [cursor, cursor];
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1))?.[0] ?? '';
  const indented = code.replaceAll('\n', `\n${indent}`);
  return [...importing(text, names), { start, end, text: indented }];
}

/** Where the parenthesis closes that has opened just before a place; the end of the text when it does not. */
function closing(code: string, from: number): number {
  let depth = 1;
  for (let place = from; place < code.length; place++) {
    if ('([{'.includes(code.charAt(place))) depth++;
    else if (')]}'.includes(code.charAt(place)) && --depth === 0) return place + 1;
  }
  return code.length;
}

function importing(text: string, names: readonly string[]): Replacement[] {
  const found = /^import\s*\{([^}]*)\}\s*from\s*['"]lits['"];?/m.exec(text);
  const present = (found?.[1] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const missing = names.filter((name) => !present.includes(name));
  if (missing.length === 0) return [];
  const statement = `import { ${[...present, ...missing].sort().join(', ')} } from 'lits';`;
  if (!found) return [{ start: 0, end: 0, text: `${statement}\n` }];
  return [{ start: found.index, end: found.index + found[0].length, text: statement }];
}
