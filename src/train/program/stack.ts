import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { foldLine } from '../../protocol/failureText';
import { visible } from '../../words';
import type { Bundle } from './bundle';
import type { SourcePosition } from './typecheck';

/** File name of the bundle in stack traces. */
export const bundleName = 'lits-program.cjs';

interface Bundled {
  bundle: Bundle;
  file: string;
}

/** The innermost frame of the student's own code on a stack. */
export function studentPosition(program: Bundled, stack: string): SourcePosition | undefined {
  for (const position of studentPositions(program, stack)) return position;
  return undefined;
}

/** The frames of the student's own code on a stack, the innermost first. */
export function* studentPositions({ bundle, file }: Bundled, stack: string): Generator<SourcePosition> {
  const map = mapOf(bundle);
  if (!map) return;
  for (const [, line, column] of stack.matchAll(new RegExp(`${bundleName}:(\\d+):(\\d+)`, 'g'))) {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    // Frames without an entry are code of the bundler.
    if ('originalSource' in entry)
      yield {
        // The map names files as URLs do.
        file: path.resolve(path.dirname(file), decodeURIComponent(entry.originalSource)),
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1,
      };
  }
}

/** A recursion without end has thousands. */
const mostFrames = 20;

/** The frames of an error's stack for a log: the student's, as places in their files, and how many others there are. */
export function shownFrames(program: Bundled, error: Error): string[] {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = frames.flatMap((frame) => {
    const place = studentPosition(program, frame);
    if (!place) return [];
    const at = `${place.file}:${place.line}:${place.column}`;
    const [, name] = /^\s+at (.+?) \(/.exec(frame) ?? [];
    return visible(name === undefined ? `at ${at}` : `at ${name} (${at})`);
  });
  const others = frames.length - own.length;
  return [...own.slice(0, mostFrames), ...(own.length > 0 && others > 0 ? [foldLine(others)] : [])];
}

/** The map of a bundle; undefined for one that lies in a run's folder and has been damaged. */
function mapOf({ map }: Bundle): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(map) as SourceMapPayload);
  } catch {
    return undefined; // The error itself is told without its place.
  }
}
