/**
 * The lines (0-based) on which a TypeScript text calls `defineTraining(`. Comments and strings do not count.
 * A scanner is enough: the student's file may not even parse while it is being written.
 */
export function defineTrainingLines(text: string): number[] {
  const code = text.replace(commentOrString, (match) => match.replace(/[^\n]/g, ' '));
  return [...code.matchAll(call)].map((match) => code.slice(0, match.index).split('\n').length - 1);
}

const commentOrString =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;
const call = /(?<![\w$.])defineTraining\s*(?:<[^<>()]*>\s*)?\(/g;
