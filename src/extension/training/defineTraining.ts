/**
 * The lines (0-based) on which a TypeScript text calls `defineTraining(`. Comments and strings do not count.
 * A scanner is enough: the student's file may not even parse while it is being written.
 */
export function defineTrainingLines(text: string): number[] {
  const code = withoutCommentsAndStrings(text);
  return [...code.matchAll(call)].map((match) => code.slice(0, match.index).split('\n').length - 1);
}

/** A TypeScript text with spaces in place of its comments and strings: every character keeps its place. */
export function withoutCommentsAndStrings(text: string): string {
  return text.replace(commentOrString, (match) => match.replace(/[^\n]/g, ' '));
}

const commentOrString =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
const call = /(?<![\w$.])defineTraining\s*(?:<[^<>()]*>\s*)?\(/g;
