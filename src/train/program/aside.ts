import * as tf from '@tensorflow/tfjs';
import { t } from '../../words';
import { isStudentCodeRunning } from './scope';

/**
 * What would train beside the run, or go on after the call of the student's code has ended: nobody would wait for it, no deadline
 * would end it, and the run's numbers would not be its own.
 */

/** Methods that train a model. Those that promise a result end in a promise that is never kept; the others throw. */
const trainingMethods: readonly (readonly [
  owner: object,
  name: string,
  methods: Readonly<Record<string, 'promise' | 'throw'>>,
])[] = [
  ...[tf.LayersModel, tf.Sequential].map(
    ({ prototype }) =>
      [
        prototype,
        'model',
        { fit: 'promise', fitDataset: 'promise', trainOnBatch: 'promise', evaluateDataset: 'promise' },
      ] as const,
  ),
  [tf.Optimizer.prototype, 'optimizer', { minimize: 'throw' }],
  ...[
    tf.SGDOptimizer,
    tf.MomentumOptimizer,
    tf.RMSPropOptimizer,
    tf.AdagradOptimizer,
    tf.AdadeltaOptimizer,
    tf.AdamOptimizer,
    tf.AdamaxOptimizer,
  ].map(({ prototype }) => [prototype, 'optimizer', { applyGradients: 'throw' }] as const),
];

/** Global functions that start something for later, or elsewhere. Student code gets functions in their place that say why not. */
export const withheldGlobals: readonly string[] = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'requestIdleCallback',
  'Worker',
  'MessageChannel',
  'BroadcastChannel',
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
];

/** What student code gets in the place of a function that is withheld. */
export const withheldFunction = (name: string) => (): never => {
  throw new Error(whyGlobalIsWithheld(name));
};

/** Why a global function is withheld. */
export const whyGlobalIsWithheld = (name: string): string =>
  t(
    '{0} is not available in an exercise: what it starts would go on beside the run, after your function has returned.',
    name,
  );

const whyTrainingIsWithheld = (name: string): string =>
  t(
    '{0} is not available in an exercise: LiTS Lab trains the model itself, and a second training beside it would change its weights unseen.',
    name,
  );

/** Why asynchronous code is withheld. */
export const whyWaitingIsWithheld = (): string =>
  t(
    'What is asynchronous (await, then) would go on beside the run, after your function has returned: it is not available in an exercise. Use what answers at once, such as dataSync() instead of data().',
  );

let isWithholding = false;
let first: Error | undefined;
let isOurStep = false;

/** What student code has tried to start since this was asked last; its stack tells the line. */
export function takeAside(): Error | undefined {
  const taken = first;
  first = undefined;
  return taken;
}

/** The update of a step, which belongs to the run. */
export function inOurStep<T>(update: () => T): T {
  isOurStep = true;
  try {
    return update();
  } finally {
    isOurStep = false;
  }
}

/** Withholds all that from student code, in the whole process. Before the language's objects are locked. */
export function withholdWhatRunsAside(): void {
  if (isWithholding) return;
  isWithholding = true;
  for (const [owner, name, methods] of trainingMethods)
    for (const [method, how] of Object.entries(methods))
      replace(
        owner,
        method,
        (original) =>
          function (this: unknown, ...args) {
            if (!isStudentCodeRunning() || isOurStep) return original.apply(this, args);
            return refuse(whyTrainingIsWithheld(`${name}.${method}()`), how);
          },
      );
  replace(
    Promise.prototype,
    'then',
    (original) =>
      function (this: unknown, ...args) {
        return isStudentCodeRunning()
          ? refuse(whyWaitingIsWithheld(), 'promise')
          : original.apply(this, args);
      },
  );
}

/** The promises of student code. What only looks like a promise would be asked for its result later: it is withheld, too. */
export const StudentPromise = Object.freeze(
  class StudentPromise<T> extends Promise<T> {
    constructor(
      start: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: unknown) => void) => void,
    ) {
      super((resolve, reject) =>
        start(
          (value) => resolve(isThenable(value) ? refuse(whyWaitingIsWithheld(), 'promise') : value),
          reject,
        ),
      );
    }

    static override get [Symbol.species]() {
      return Promise;
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof Promise;
    }
  },
);

function isThenable(value: unknown): boolean {
  if (
    value instanceof Promise ||
    value === null ||
    !(typeof value === 'object' || typeof value === 'function')
  )
    return false;
  return typeof Reflect.get(value, 'then') === 'function';
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function replace(owner: object, name: string, by: (original: Method) => Method): void {
  const original = Reflect.get(owner, name) as Method;
  Object.defineProperty(owner, name, {
    value: by(original),
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/** A promise that is never kept, so that nothing that waits for it goes on. */
function refuse(why: string, how: 'promise' | 'throw'): Promise<never> {
  const refused = new Error(why);
  first ??= refused;
  if (how === 'throw') throw refused;
  return new Promise(() => undefined);
}
