import * as tf from '@tensorflow/tfjs';
import { GraphError, within } from '../../engine';

type Layer = tf.layers.Layer;
type Apply = Layer['apply'];

/** Layers and, for each, an error made where the layer was made, whose stack tells the line. */
type Births = Map<Layer, Error>;

const births = new WeakMap<object, Births>();
/** Where layers are remembered that are being made now. */
let remembering: Births | undefined;
/** The innermost layer that was being applied when an error was thrown. */
const applied = new WeakMap<Error, string>();
let isFollowing = false;

/**
 * From now on, what a layer records is recorded under its name, an error on the way knows the layer, and `rememberLayers` hears
 * of layers.
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
  // Every layer, a student's own class included, gets its `id` in TensorFlow.js' constructor of layers.
  Object.defineProperty(prototype, 'id', {
    configurable: true,
    set(this: Layer, value: number) {
      Object.defineProperty(this, 'id', { value, writable: true, enumerable: true, configurable: true });
      remembering?.set(this, new Error('made here'));
    },
  });
}

/** Remembers where each layer is made that `build` makes, once `followLayers` was called. */
export function rememberLayers<T>(program: object, build: () => T): T {
  remembering = new Map();
  births.set(program, remembering);
  try {
    return build();
  } finally {
    remembering = undefined;
  }
}

/** An error whose stack leads to where the layer of this name was made, and the name of its class. */
export function birthOf(
  program: object,
  name: string | undefined,
): { error: Error; className: string } | undefined {
  const found = [...(births.get(program) ?? [])].find(([layer]) => layer.name === name);
  return found && { error: found[1], className: found[0].constructor.name };
}

/** Name of the layer that an error arose in, if it did. */
export function layerOf(error: Error): string | undefined {
  return error instanceof GraphError ? error.failure.place?.origin : applied.get(error);
}
