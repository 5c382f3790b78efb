import * as tf from '@tensorflow/tfjs';
import { GraphError, within } from '../../engine';

type Layer = tf.layers.Layer;
type Apply = Layer['apply'];

/** For each layer, an error that was created together with it: its stack tells the line. */
type Births = Map<Layer, Error>;

const births = new WeakMap<object, Births>();
/** Layers that are made from now on are remembered here. */
let remembering: Births | undefined;
/** The innermost layer that was being applied when an error was thrown. */
const applied = new WeakMap<Error, string>();
let isFollowing = false;

/**
 * Changes TensorFlow.js for the whole process. From now on, what a layer records has the layer's name, an error in a layer knows
 * that layer, and `rememberLayers` works.
 */
export function followLayers(): void {
  if (isFollowing) return;
  isFollowing = true;
  const { prototype } = tf.layers.Layer;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its layer below
  const apply: Apply = prototype.apply;
  prototype.apply = function (this: Layer, ...args) {
    try {
      return within(this.name, () => apply.apply(this, args));
    } catch (error) {
      if (error instanceof Error && !applied.has(error)) applied.set(error, this.name);
      throw error;
    }
  };
  // The constructor of every layer sets `id`, also for a class of the student's own.
  Object.defineProperty(prototype, 'id', {
    configurable: true,
    set(this: Layer, value: number) {
      Object.defineProperty(this, 'id', { value, writable: true, enumerable: true, configurable: true });
      remembering?.set(this, new Error('made here'));
    },
  });
}

/** Remembers the line of each layer that `build` makes. Needs `followLayers`. */
export function rememberLayers<T>(program: object, build: () => T): T {
  remembering = new Map();
  births.set(program, remembering);
  try {
    return build();
  } finally {
    remembering = undefined;
  }
}

/** An error that was created together with the layer of this name, and the name of the layer's class. */
export function birthOf(
  program: object,
  name: string | undefined,
): { error: Error; className: string } | undefined {
  const found = [...(births.get(program) ?? [])].find(([layer]) => layer.name === name);
  return found && { error: found[1], className: found[0].constructor.name };
}

/** Name of the layer that an error comes from; undefined where it comes from no layer. */
export function layerOf(error: Error): string | undefined {
  return error instanceof GraphError ? error.failure.place?.origin : applied.get(error);
}
