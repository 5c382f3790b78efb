/**
 * How many questions of a Markdown file are not answered: numbered ones with nothing below them but what the starter has there.
 * @param starters the file as it was handed out, in each language; the one counts that has the most lines in common
 */
export function unansweredQuestions(text: string, starters: readonly string[]): number {
  const lines = linesOf(text);
  const given = nearestStarter(lines, starters);
  if (!given) return 0;
  const isGiven = (line: string | undefined) => line === undefined || given.has(line);
  return lines.filter((line, index) => isQuestion(line) && isGiven(line) && isGiven(lines[index + 1])).length;
}

/** A line of a student's file, and whether it is their own. */
export interface AnswerLine {
  text: string;
  isOwn: boolean;
}

/** The lines of a file, told from those that were handed out. @param starters as of `unansweredQuestions` */
export function answerLines(text: string, starters: readonly string[]): AnswerLine[] {
  const given = nearestStarter(linesOf(text), starters) ?? new Set<string>();
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  return lines
    .map((line) => ({ text: line, isOwn: line.trim() !== '' && !given.has(line.trim()) }))
    .filter(({ text: line }, index) => line !== '' || lines[index - 1] !== '');
}

/** The part of a source that exports something under a name, up to the next export; all of it where nothing is called so. */
export function exportNamed(text: string, name: string): string {
  const parts = text.split(/^(?=export )/m);
  return (
    parts.find((part) => new RegExp(`^export (?:const|function|class) ${name}\\b`, 'm').test(part)) ?? text
  );
}

/** The lines of the starter that has the most in common with a file. */
function nearestStarter(lines: readonly string[], starters: readonly string[]): Set<string> | undefined {
  const [nearest] = starters
    .map((starter) => new Set(linesOf(starter)))
    .map((given) => ({ given, common: lines.filter((line) => given.has(line)).length }))
    .sort((a, b) => b.common - a.common);
  return nearest?.given;
}

const isQuestion = (line: string) => /^\d+[.)]\s/.test(line);

/** Lines with something in them. */
const linesOf = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
