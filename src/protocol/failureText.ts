import { t } from '../words';
import { knownFailureOf } from './failure';
import type { Failure } from './run';

/** A failure as a log tells it: the sentences, then the student's frames. */
export function failureText({ what, why, next, frames = [] }: Failure): string {
  const sentences = [what, why, next].filter((part) => part !== undefined && part !== '').join(' ');
  return [sentences, ...frames.map((frame) => `    ${frame}`)].join('\n');
}

/** A thrown value as a log tells it. One that is not expected tells its stack, with frames of others folded. */
export function errorText(error: unknown): string {
  const known = knownFailureOf(error);
  if (known) return failureText(known);
  return error instanceof Error ? foldedStack(error.stack ?? error.message) : String(error);
}

/** Code that no reader of a log can look into: of libraries, of Node.js, and built into one long line. */
const foreignFrame = /\bnode:|node_modules|[\\/]dist[\\/]|\.cjs:|vscode-(file|webview)|extensionHostProcess/;

/** A stack whose frames of foreign code, but for the first, are one line. That one is what a report of a fault needs. */
export function foldedStack(stack: string): string {
  const lines = stack.split('\n');
  const isFrame = (line: string) => /^\s+at /.test(line);
  const first = lines.find(isFrame);
  const folded = lines.filter((line) => isFrame(line) && line !== first && foreignFrame.test(line));
  const shown = lines.filter((line) => !folded.includes(line));
  return [...shown, ...(folded.length > 0 ? [`    ${foldLine(folded.length)}`] : [])].join('\n');
}

/** What stands for frames that are not shown. */
export function foldLine(count: number): string {
  return count === 1
    ? t('… 1 frame of LiTS Lab and TensorFlow.js')
    : t('… {0} frames of LiTS Lab and TensorFlow.js', count);
}
