import { failureSchema, type Failure } from './run';

/** How the line begins that a process writes before it ends itself. */
const mark = 'lits-ends-because ';

/** The line with which a process says why it ends itself. */
export const lastWords = (failure: Failure): string => `${mark}${JSON.stringify(failure)}`;

/** Why a process has ended itself, from the end of its output; undefined where it has not said so. */
export function readLastWords(output: string): Failure | undefined {
  const line = output.split('\n').findLast((text) => text.startsWith(mark));
  if (line === undefined) return undefined;
  try {
    return failureSchema.safeParse(JSON.parse(line.slice(mark.length))).data;
  } catch (error) {
    // Another program's line, or one that is cut off.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
