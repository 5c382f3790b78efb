import path from 'node:path';
import vm from 'node:vm';
import type * as tf from '@tensorflow/tfjs';
import { atPlace, describeTensor, GraphError } from '../../engine';
import { FailureError } from '../../protocol/failure';
import type { StudentProblem } from '../../protocol/run';
import { isTraining, type Training, type TrainingSettings } from '../../student';
import { t } from '../../words';
import { StudentPromise, takeAside, withheldFunction, withheldGlobals } from './aside';
import type { Bundle } from './bundle';
import { birthOf, birthOfVariable, birthsOf, layerOf } from './layers';
import { inputShape } from './model';
import { studentModules } from './modules';
import { consoleFor, runInScope, type Scope } from './scope';
import { figuresText, mostThatFit, remedyText, shortageText } from './shortage';
import { bundleName, shownFrames, studentPosition, studentPositions } from './stack';
import { readableError, saidBy, ThrownValue } from './thrown';
import type { SourcePosition, TrainingPositions } from './typecheck';

/** Global names of the language itself; student code sees no others. */
const languageNames = new Set(
  // no text: names in code
  `AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
  Float16Array Float32Array Float64Array Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN
  Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError
  URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI
  decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt undefined`.split(/\s+/),
);

/** Student code that has been bundled and can be run, any number of times. */
export interface Program {
  bundle: Bundle;
  /** Absolute path of the student's file. */
  file: string;
  /** Unknown for a program that was saved with its run. */
  positions?: TrainingPositions;
}

/** Where a setting of the training is written; undefined where that is not known. */
export function settingPosition(
  { positions }: Program,
  setting: keyof TrainingSettings | undefined,
): SourcePosition | undefined {
  return setting && (positions?.settings[setting] ?? positions?.training);
}

/**
 * Runs a program's module code and returns what it exports.
 * @throws FailureError for an exception (with the student's line) or an endless loop.
 */
export function runProgram(program: Program, scope: Omit<Scope, 'task'>): Record<string, unknown> {
  return runStudentCode(program, { ...scope, task: t('running your file') }, () => {
    const hidden = Object.getOwnPropertyNames(globalThis).filter(
      (name) => !languageNames.has(name) && /^[A-Za-z_$][\w$]*$/.test(name),
    );
    // One line before the bundle: `lineOffset` keeps the bundle's own line numbers.
    const code =
      `(function (${[...new Set([...withheldGlobals, 'globalThis', 'Promise', ...hidden, 'eval', 'Function'])].join(', ')}) { ` +
      // no text: code
      `return function (module, exports, require, console) { 'use strict';\n${program.bundle.code}\n}; })`;
    const script = new vm.Script(code, { filename: bundleName, lineOffset: -1 });
    const module: { exports: Record<string, unknown> } = { exports: {} };
    const withheld = Object.freeze(
      Object.fromEntries(withheldGlobals.map((name) => [name, withheldFunction(name)])),
    );
    const hide = script.runInThisContext() as (...values: unknown[]) => (...values: unknown[]) => void;
    const evaluate = hide(...withheldGlobals.map((name) => withheld[name]), withheld, StudentPromise);
    evaluate(module, module.exports, requireStudentModule, consoleFor(scope.log));
    return module.exports;
  });
}

/**
 * The training that a program exports by default.
 * @throws FailureError when it exports none.
 */
export function definedTraining(program: Program, exports: Record<string, unknown>): Training {
  const training = exports['default'];
  if (isTraining(training)) return training;
  throw new FailureError({
    what: t('{0} does not define a training.', path.basename(program.file)),
    why:
      training === undefined
        ? t('It has no default export.')
        : t('What it exports by default was not made by defineTraining.'),
    next: t('End the file with: export default defineTraining({ model, epochs, batchSize, optimizer });'),
    problems: [
      {
        file: program.file,
        line: 1,
        column: 1,
        severity: 'error',
        message: t('No training is defined here: export default defineTraining({ … }) is missing.'),
        source: 'runtime',
      },
    ],
  });
}

/**
 * Calls student code in its scope and turns what it throws into a failure with the student's file and line.
 */
export function runStudentCode<T>(program: Program, scope: Scope, call: () => T): T {
  let result: T;
  latest = program;
  takeAside();
  try {
    result = runInScope(scope, call);
  } catch (error) {
    throw error instanceof FailureError ? error : studentFailure(program, scope, takeAside() ?? error);
  }
  const aside = takeAside();
  if (aside) throw studentFailure(program, scope, aside);
  return result;
}

/** The program whose code was called last. */
let latest: Program | undefined;

/** What a rejected promise has to tell that nobody waits for, where it comes from student code. */
export function studentRejection(reason: unknown): FailureError | undefined {
  const error = readWithin(1000, reason);
  if (error instanceof FailureError) return error;
  const isStudents = error instanceof ThrownValue || (error.stack ?? '').includes(bundleName);
  return latest && isStudents
    ? studentFailure(latest, { task: t('running an async function that nobody waits for') }, error)
    : undefined;
}

/** As `readableError`, for what is read when no student code runs: reading it may be the work of such code. */
function readWithin(deadlineMs: number, thrown: unknown): Error {
  const scope = { log: () => undefined, random: Math.random, task: t('reading an error'), deadlineMs };
  try {
    return runInScope(scope, () => readableError(thrown));
  } catch (error) {
    return readableError(error);
  }
}

/** Makes a failure of what was thrown in `scope.task`, with the student's file and line where they can be known. */
export function studentFailure(
  program: Program,
  scope: Pick<Scope, 'task' | 'setting' | 'batchSize'>,
  thrown: unknown,
): FailureError {
  const error = readableError(thrown);
  if (error instanceof GraphError && error.failure.reason === 'out-of-memory')
    return memoryShortage(program, scope, error);
  if (error instanceof ThrownValue) return noError(program, scope, error);
  const message = saidBy(error);
  const setting = layerOf(error) === 'augment' ? 'augment' : scope.setting;
  const position = positionOf(program, error) ?? settingPosition(program, setting);
  const birth = birthPosition(program, layerOf(error));
  const isElsewhere = birth !== undefined && birth.line !== position?.line;
  return new FailureError(
    {
      what: t('Your code stopped with an error while {0}: {1}', scope.task, message),
      ...(isElsewhere
        ? {
            why: t(
              'It happened in the layer that is made in {0}, line {1}.',
              path.basename(birth.file),
              String(birth.line),
            ),
          }
        : {}),
      next: position
        ? t('Look at {0}, line {1}.', path.basename(position.file), String(position.line))
        : t(
            'No line of your code is known for it. Write console.log(…) into your code to see how far it comes.',
          ),
      problems: problemsAt(position, message),
      frames: shownFrames(program, error),
    },
    error,
  );
}

/** A value that is no error has no stack. Its line is known where the program has a single statement that throws such a value. */
function noError(
  program: Program,
  { task, setting }: Pick<Scope, 'task' | 'setting'>,
  error: ThrownValue,
): FailureError {
  const throws = [...program.bundle.code.matchAll(/\bthrow\b(?! new \w*Error\b)/g)];
  const [only] = throws.length === 1 ? throws : [];
  const position = only
    ? studentPosition(program, placeInBundle(program.bundle.code, only.index))
    : settingPosition(program, setting);
  const what = t('Your code threw a value that is no error while {0}: {1}', task, error.message);
  return new FailureError(
    {
      what,
      why: t('Such a value does not tell the line where it was thrown.'),
      next: t("Throw an error, as in: throw new Error('…'). It tells the line."),
      problems: problemsAt(position, what),
    },
    error,
  );
}

const problemsAt = (position: SourcePosition | undefined, message: string): StudentProblem[] =>
  position ? [{ ...position, severity: 'error', message, source: 'runtime', mend: mendOf(message) }] : [];

/** TensorFlow.js says so of a model whose first layer does not tell what it takes. */
const mendOf = (message: string): StudentProblem['mend'] =>
  // no text: part of a message of TensorFlow.js
  message.includes('must get an `inputShape`') ? { inputShape } : undefined;

/** A position in the bundle's text, as stacks write it. */
function placeInBundle(code: string, index: number): string {
  const before = code.slice(0, index).split('\n');
  return `${bundleName}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function memoryShortage(
  program: Program,
  { task, batchSize }: Pick<Scope, 'task' | 'batchSize'>,
  error: GraphError,
): FailureError {
  const { largest, place, shortage } = error.failure;
  const position = birthPosition(program, largest.place.origin) ?? birthPosition(program, place?.origin);
  const largestTensor = t('The largest tensor is {0}.', describeTensor(largest));
  const isLargest = place?.origin === largest.place.origin && place?.kernel === largest.place.kernel;
  const most = shortage && batchSize !== undefined ? mostThatFit(shortage, batchSize) : undefined;
  const why = [
    place && !isLargest
      ? t('The memory ran out in {0}{1}.', atPlace(place), lineOf(program, place.origin))
      : '',
    t('The largest tensor is {0}{1}.', describeTensor(largest), lineOf(program, largest.place.origin)),
    shortage && most !== undefined ? figuresText(shortage, most) : '',
  ];
  return new FailureError(
    {
      what: shortageText(task, batchSize),
      why: why.filter(Boolean).join(' '),
      next: remedyText(batchSize, most),
      problems: position
        ? [{ ...position, severity: 'error', message: largestTensor, source: 'runtime' }]
        : [],
      frames: shownFrames(program, error),
    },
    error,
  );
}

/** Where a layer was made, as an addition: " (train.ts, line 12)". */
function lineOf(program: Program, layer: string | undefined): string {
  const position = birthPosition(program, layer);
  return position ? ` (${t('{0}, line {1}', path.basename(position.file), String(position.line))})` : '';
}

function requireStudentModule(name: string): object {
  const module = studentModules[name];
  if (!module) throw new Error(t("'{0}' cannot be imported here.", name));
  return module;
}

/**
 * The line where the student can do something about an error. A graph fails when a value is read, and the line that reads it is
 * not the cause. Then the line that made the failing layer is preferred.
 */
function positionOf(program: Program, error: Error): SourcePosition | undefined {
  const ofLayer = () => birthPosition(program, layerOf(error));
  const ofStack = () => studentPosition(program, error.stack ?? '');
  return error instanceof GraphError && !error.isAtCall ? (ofLayer() ?? ofStack()) : (ofStack() ?? ofLayer());
}

/** Where the layer of this name was made, in the model that the program built last. */
export function birthPosition(program: Program, layer: string | undefined): SourcePosition | undefined {
  const birth = birthOf(program, layer);
  if (!birth) return undefined;
  // A frame in the constructor of the student's own layer class does not tell which layer it is.
  const frames = (birth.error.stack ?? '').split('\n');
  const others = frames.filter((frame) => !new RegExp(`at new _?${birth.className}\\d* `).test(frame));
  return studentPosition(program, others.join('\n')) ?? studentPosition(program, frames.join('\n'));
}

/** Where a variable was made, by the program itself or while its model was built or run. */
export function variablePosition(program: Program, variable: tf.Variable): SourcePosition | undefined {
  return stackPosition(program, birthOfVariable(program, variable));
}

/** The student's line that an error was created in. */
export function stackPosition(program: Program, error: Error | undefined): SourcePosition | undefined {
  return studentPosition(program, error?.stack ?? '');
}

/** The student's lines on a stack, the innermost first. */
export function stackPositions(program: Program, stack: string): SourcePosition[] {
  return [...studentPositions(program, stack)];
}

/**
 * Where the student's code asks for the layer of this name, in the model that the program built last: as `birthPosition`, but not
 * inside of a helper that makes layers for several places.
 */
export function callPosition(program: Program, layer: string | undefined): SourcePosition | undefined {
  const all = waysTo(program);
  const way = layer === undefined ? undefined : all.get(layer);
  if (!way) return undefined;
  const callers = new Map<string, Set<string>>();
  for (const { frames } of all.values())
    for (const [index, frame] of frames.entries()) {
      const known = callers.get(frame) ?? new Set();
      callers.set(frame, known.add(frames[index + 1] ?? ''));
    }
  const own = way.frames.findIndex((frame) => (callers.get(frame)?.size ?? 0) < 2);
  return way.positions[Math.max(0, own)];
}

const ways = new WeakMap<object, Map<string, { frames: string[]; positions: SourcePosition[] }>>();

/** The student's lines on the stack that each layer was made with, the innermost first. */
function waysTo(program: Program): Map<string, { frames: string[]; positions: SourcePosition[] }> {
  const births = birthsOf(program);
  const known = ways.get(program);
  if (known?.size === births.length) return known;
  const found = new Map(
    births.map(({ name, error, className }) => {
      const frames = (error.stack ?? '').split('\n');
      const others = frames.filter((frame) => !new RegExp(`at new _?${className}\\d* `).test(frame));
      const positions = [...studentPositions(program, others.join('\n'))];
      const places = positions.length > 0 ? positions : [...studentPositions(program, error.stack ?? '')];
      return [name, { frames: places.map(({ line }) => String(line)), positions: places }] as const;
    }),
  );
  ways.set(program, found);
  return found;
}

/** The prototypes of all kinds of functions. Most of them have no global name. */
export const functionPrototypes = (): object[] =>
  [
    function () {},
    async function () {},
    function* () {
      yield 0;
    },
    async function* () {
      yield await Promise.resolve(0);
    },
  ].map((kind) => Object.getPrototypeOf(kind) as object);

/**
 * Forbids code that is made from text, which a function's constructor would allow and which could reach the machine; and code that
 * would run whenever anybody reads the stack of an error. It changes the whole process: call it once, in the worker alone.
 */
export function forbidCodeFromText(): void {
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: undefined,
    writable: false,
    configurable: false,
  });
  for (const prototype of functionPrototypes()) {
    const refusing = () => {
      throw new Error(t('Code cannot be made from text in an exercise.'));
    };
    Object.defineProperty(prototype, 'constructor', {
      value: refusing,
      writable: false,
      configurable: false,
    });
  }
}
