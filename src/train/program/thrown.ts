import { t } from '../../words';
import { runInScope } from './scope';

/** Better texts for errors whose own message does not tell what is wrong, by a pattern of their stack. */
const explanations: readonly (readonly [pattern: RegExp, text: () => string])[] = [
  [
    /^RangeError: (Array buffer allocation failed|Invalid typed array length)/,
    () => t('The memory is not enough for a tensor of this size.'),
  ],
  [/^RangeError: Maximum call stack/, () => t('Too many nested calls: a function calls itself without end.')],
  [
    /^TypeError: Cannot read properties of undefined \(reading 'replace'\)\s+at \S*toSnakeCase/,
    () => t("A class that extends tf.layers.Layer needs a name for TensorFlow.js: static className = '…'."),
  ],
];

/** What a value that student code has thrown says of itself. It may be anything, even an object that throws when it is read. */
export function saidBy(error: unknown): string {
  const stack = stackOf(error);
  const explained = explanations.find(([pattern]) => pattern.test(stack));
  return (
    explained?.[1]() ??
    readSafely(() => String(error instanceof Error ? error.message : error)) ??
    unreadable()
  );
}

/** The stack of an error; empty where there is none. */
export function stackOf(error: unknown): string {
  return readSafely(() => (error instanceof Error ? String(error.stack ?? '') : '')) ?? '';
}

const unreadable = () => t('what was thrown cannot be shown.');

/** How long the text of an error may take to make, in milliseconds: it may be the work of the student's code. */
const deadlineMs = 1000;

function readSafely(read: () => string): string | undefined {
  try {
    return runInScope({ log: () => undefined, random: Math.random, task: '', deadlineMs }, read);
  } catch {
    // The student's code has thrown once more, or without end.
    return undefined;
  }
}
