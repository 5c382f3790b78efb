import { withoutCommentsAndStrings } from './defineTraining';

/** A change of a text: `text` takes the place of what lies from `start` to `end`. */
export interface TextChange {
  start: number;
  end: number;
  text: string;
}

/** Imports that a machine can add: what each name can only mean in this course. */
const imports: Readonly<Record<string, string>> = {
  // no text: code
  tf: "import * as tf from '@tensorflow/tfjs';\n",
  defineTraining: "import { defineTraining } from 'lits';\n",
};

/** The import that a name lacks; undefined where it has one, or where it is not certain which it needs. */
export function missingImport(text: string, name: string): TextChange | undefined {
  const line = Object.hasOwn(imports, name) ? imports[name] : undefined;
  if (line === undefined || new RegExp(`^import\\b[^;]*\\b${name}\\b`, 'm').test(text)) return undefined;
  const before = /^(?:#!.*\n|\uFEFF)?(?:\s*\/\*\*?[\s\S]*?\*\/\s*?\n|\s*\/\/.*\n)*/.exec(text)?.[0] ?? '';
  const first = text.search(/^import\b/m);
  const start = first < 0 ? before.length : first;
  return { start, end: start, text: line };
}

/**
 * Gives a model the shape of its input: where the one shape is written, else in the first layer of the line that asks for it.
 * Undefined where there are several: a machine cannot tell which is meant.
 * @param line index of the line
 */
export function inputShapeChange(
  text: string,
  line: number,
  shape: readonly number[],
): TextChange | undefined {
  const code = withoutCommentsAndStrings(text);
  const wanted = `[${shape.join(', ')}]`;
  const [written, ...more] = [
    ...code.matchAll(/\b(?:inputShape\s*:|input\(\s*\{\s*shape\s*:)\s*(\[[^\][]*\])/g),
  ];
  if (more.length > 0) return undefined;
  if (written?.[1] !== undefined) {
    const start = written.index + written[0].length - written[1].length;
    return { start, end: start + written[1].length, text: wanted };
  }
  if (/\b(?:batchI|i)nputShape\b/.test(code)) return undefined;
  const lines = code.split('\n');
  const from = lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
  const layer = /\blayers\s*\.\s*\w+\(\s*\{/.exec(lines[line] ?? '');
  if (!layer) return undefined;
  const start = from + layer.index + layer[0].length;
  return { start, end: start, text: ` inputShape: ${wanted},` };
}
