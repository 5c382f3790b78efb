import * as tf from '@tensorflow/tfjs';
import { functionPrototypes } from '../../train';
import { t } from '../../words';

/** What must stay changeable: every call of student code sets the one and the other (`train/program/scope`). */
const changeable = new Map<object, PropertyKey>([
  [Math, 'random'],
  [Error, 'stackTraceLimit'],
]);

/**
 * Fixes everything that probes and student code share, so that student code cannot change how it is judged: the objects of the
 * language, and the classes of TensorFlow.js. Objects that are made from them may still have properties of their own with the same
 * names. For the whole process, and for good.
 */
export function lockRealm(): void {
  Object.defineProperty(Error, 'prepareStackTrace', { value: undefined });
  const shared = new Set<object>();
  for (const root of languageObjects()) collect(root, shared);
  for (const object of shared) lock(object, isWidelyInherited(object));
  for (const object of tensorflowObjects()) if (!shared.has(object)) lock(object, typeof object === 'object');
  for (const name of languageNames())
    Object.defineProperty(globalThis, name, { writable: false, configurable: false });
}

function languageNames(): string[] {
  return Object.getOwnPropertyNames(globalThis).filter((name) => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    return descriptor?.configurable && !descriptor.enumerable && 'value' in descriptor && isOfLanguage(name);
  });
}

/** Node.js' own globals with capital letters are no part of the language; student code does not see them. */
const isOfLanguage = (name: string) =>
  /^(AggregateError|Array|ArrayBuffer|BigInt|Boolean|DataView|Date|Iterator|JSON|Map|Math|Number|Object|Promise|Proxy|Reflect|RegExp|Set|String|Symbol|Weak\w+|\w*Error|\w+Array|Intl|decodeURI\w*|encodeURI\w*|is(Finite|NaN)|parse(Float|Int))$/.test(
    name,
  ) && !/^DOMException$/.test(name);

function languageObjects(): unknown[] {
  const iterators = [
    [][Symbol.iterator](),
    new Map().entries(),
    new Set().values(),
    ''[Symbol.iterator](),
    ''.matchAll(/x/g),
  ].map((value) => Object.getPrototypeOf(value) as unknown);
  const named = languageNames().map((name) => Reflect.get(globalThis, name) as unknown);
  return [...named, ...functionPrototypes(), ...iterators];
}

/** Everything that can be reached from a value through properties and prototypes. */
function collect(value: unknown, into: Set<object>): void {
  if (!isObject(value) || into.has(value) || value === globalThis) return;
  into.add(value);
  collect(Object.getPrototypeOf(value), into);
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    for (const part of [descriptor?.value, descriptor?.get, descriptor?.set] as unknown[])
      collect(part, into);
  }
}

/** The classes and tables of functions that TensorFlow.js exports, and the prototypes of the classes. */
function tensorflowObjects(): Set<object> {
  const found = new Set<object>();
  const add = (value: unknown) => {
    for (
      let object = value;
      isObject(object) && object !== Object.prototype;
      object = Object.getPrototypeOf(object)
    )
      found.add(object);
  };
  for (const exported of Object.values<unknown>(tf)) {
    if (typeof exported === 'function') {
      add(exported);
      add((exported as { prototype?: unknown }).prototype);
    } else if (isObject(exported)) {
      add(exported);
      for (const inner of Object.values(exported) as unknown[])
        if (typeof inner === 'function') add((inner as { prototype?: unknown }).prototype);
    }
  }
  return found;
}

/** Language prototypes that everything, or every error, inherits from, in objects that have names of their own to give. */
function isWidelyInherited(object: object): boolean {
  return (
    object === Object.prototype ||
    object === Function.prototype ||
    object === Error.prototype ||
    object instanceof Error
  );
}

const locked = new WeakSet<object>();

/** Makes an object unchangeable. @param isInherited whether heirs assign to properties of the same names */
function lock(object: object, isInherited: boolean): void {
  locked.add(object);
  Object.preventExtensions(object);
  for (const key of Reflect.ownKeys(object)) {
    if (changeable.get(object) === key) continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
    if (!descriptor) continue;
    if (isInherited && descriptor.configurable && 'value' in descriptor)
      Reflect.defineProperty(object, key, inheritable(key, descriptor));
    else
      Reflect.defineProperty(object, key, {
        ...(descriptor.configurable ? { configurable: false } : {}),
        ...(descriptor.writable ? { writable: false } : {}),
      });
  }
}

/**
 * An accessor in the place of a property: with a plain read-only one, an heir could not get one of the same name by assignment.
 */
function inheritable(key: PropertyKey, { value, enumerable }: PropertyDescriptor): PropertyDescriptor {
  return {
    configurable: false,
    enumerable: enumerable ?? false,
    get: () => value as unknown,
    set(this: unknown, changed: unknown) {
      if (!isObject(this) || locked.has(this))
        throw new TypeError(
          t('{0} belongs to the language or to TensorFlow.js and cannot be changed here.', String(key)),
        );
      Reflect.defineProperty(this, key, {
        value: changed,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  };
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
