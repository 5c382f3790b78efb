import { inspect, types } from 'node:util';
import { foreign, t } from '../../words';

/** Better texts for errors whose own message does not tell what is wrong, by a pattern of their stack. */
const explanations: readonly (readonly [pattern: RegExp, text: () => string])[] = [
  [
    /^RangeError: (Array buffer allocation failed|Invalid typed array length: \d{8,})/,
    () => t('The memory is not enough for a tensor of this size.'),
  ],
  [/^RangeError: Maximum call stack/, () => t('Too many nested calls: a function calls itself without end.')],
  [
    /^TypeError: Cannot read properties of undefined \(reading 'replace'\)\s+at \S*toSnakeCase/,
    () => t("A class that extends tf.layers.Layer needs a name for TensorFlow.js: static className = '…'."),
  ],
];

/** What an error of student code says. */
export function saidBy(error: Error): string {
  const explained = explanations.find(([pattern]) => pattern.test(error.stack ?? ''));
  return explained?.[1]() ?? foreign(error.message);
}

/** Student code has thrown something that is no error. */
export class ThrownValue extends Error {
  override readonly name = 'ThrownValue';
}

/** Node.js makes a stack's text when it is asked for, by this accessor where the engine has one. */
const nativeStack = Object.getOwnPropertyDescriptor(new Error(), 'stack');

/**
 * What student code has thrown, as an error that can be read without running any more of that code: a getter, a trap of a proxy or
 * a `toString` may throw, or never end. Call it within the deadline of the code that has thrown.
 */
export function readableError(thrown: unknown): Error {
  if (types.isNativeError(thrown) && isPlain(thrown)) return thrown;
  try {
    if (!types.isProxy(thrown) && thrown instanceof Error) return copyOf(thrown);
    return new ThrownValue(
      foreign(typeof thrown === 'string' ? thrown : withoutStacks(inspect(thrown, shallow))),
    );
  } catch {
    // What it throws when it is read says nothing of the first fault.
    return new ThrownValue(t('a value that cannot be shown'));
  }
}

const shallow = { depth: 1, maxArrayLength: 10, maxStringLength: 200, customInspect: false, getters: false };

/** An error inside a value is shown with its stack, whose places are not the student's. */
const withoutStacks = (text: string) => text.replace(/\n\s+at .*/g, '');

/** Whether message and stack are texts that are read without running code. */
function isPlain(error: Error): boolean {
  const message = Object.getOwnPropertyDescriptor(error, 'message');
  const stack = Object.getOwnPropertyDescriptor(error, 'stack');
  return (
    typeof message?.value === 'string' &&
    stack !== undefined &&
    (typeof stack.value === 'string' || isNativeGetter(stack))
  );
}

const isNativeGetter = (stack: PropertyDescriptor) =>
  stack.get !== undefined && stack.get === nativeStack?.get;

function copyOf(error: Error): Error {
  const { message, stack }: { message: unknown; stack?: unknown } = error;
  const text = typeof message === 'string' ? message : withoutStacks(inspect(message, shallow));
  // Its code has taken the stack away: it tells no more than a value does.
  if (typeof stack !== 'string') return new ThrownValue(foreign(text));
  return Object.assign(new Error(text), { stack });
}
