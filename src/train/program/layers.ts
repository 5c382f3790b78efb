import * as tf from '@tensorflow/tfjs';
import { GraphError, within } from '../../engine';

type Layer = tf.layers.Layer;
type Apply = Layer['apply'];

/** What a part of a program makes: with each an error that was created together with it, whose stack tells the line. */
interface Births {
  layers: Map<Layer, Error>;
  variables: Map<tf.Variable, Error>;
}

/** Parts of a program that make layers and variables: its module code, the building of its model, a pass of the model. */
type Part = 'module' | 'model' | 'pass';

const births = new WeakMap<object, Partial<Record<Part, Births>>>();
/** Layers and variables that are made from now on are remembered here. */
let remembering: Births | undefined;
/** The layers that the program of a model has made. */
const behind = new WeakMap<tf.LayersModel, readonly Layer[]>();
/** The innermost layer that was being applied when an error was thrown. */
const applied = new WeakMap<Error, string>();
/** Layers that are asked for their losses are noted here. */
let askedForLosses: Set<Layer> | undefined;
/** Is told the output of each layer. */
let watching: ((layer: string, output: tf.Tensor) => void) | undefined;
let isFollowing = false;

/**
 * Changes TensorFlow.js for the whole process. From now on, what a layer records has the layer's name, an error in a layer knows
 * that layer, and `rememberBirths` works.
 */
export function followLayers(): void {
  if (isFollowing) return;
  isFollowing = true;
  const { prototype } = tf.layers.Layer;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its layer below
  const apply: Apply = prototype.apply;
  prototype.apply = function (this: Layer, ...args) {
    try {
      const outputs = within(this.name, () => apply.apply(this, args));
      if (watching)
        for (const output of [outputs].flat()) if (output instanceof tf.Tensor) watching(this.name, output);
      return outputs;
    } catch (error) {
      if (error instanceof Error && !applied.has(error)) applied.set(error, this.name);
      throw error;
    }
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its layer below
  const { calculateLosses } = prototype;
  prototype.calculateLosses = function (this: Layer) {
    askedForLosses?.add(this);
    return calculateLosses.call(this);
  };
  // The constructor of every layer sets `id`, also for a class of the student's own.
  Object.defineProperty(prototype, 'id', {
    configurable: true,
    set(this: Layer, value: number) {
      Object.defineProperty(this, 'id', { value, writable: true, enumerable: true, configurable: true });
      remembering?.layers.set(this, new Error('made here'));
    },
  });
  const engine = tf.engine();
  const makeVariable = engine.makeVariable.bind(engine);
  engine.makeVariable = (...args) => {
    const variable = makeVariable(...args);
    remembering?.variables.set(variable, new Error('made here'));
    return variable;
  };
}

/** Remembers the lines of the layers and variables that `make` makes, until the same part makes others. Needs `followLayers`. */
export function rememberBirths<T>(program: object, part: Part, make: () => T): T {
  const outer = remembering;
  remembering = { layers: new Map(), variables: new Map() };
  births.set(program, { ...births.get(program), [part]: remembering });
  try {
    return make();
  } finally {
    remembering = outer;
  }
}

/** Calls, and tells of every tensor that a layer computes meanwhile, those of inner layers first. Needs `followLayers`. */
export function watchOutputs<T>(watch: (layer: string, output: tf.Tensor) => void, call: () => T): T {
  watching = watch;
  try {
    return call();
  } finally {
    watching = undefined;
  }
}

/** Remembers that a model was built last by this program. */
export function rememberModel(program: object, model: tf.LayersModel): void {
  const { module, model: built } = births.get(program) ?? {};
  behind.set(model, [...(module?.layers.keys() ?? []), ...(built?.layers.keys() ?? [])]);
}

/** Every layer that was made for a model: those that it is made of, and those that its layers hold. */
export function layersBehind(model: tf.LayersModel): readonly Layer[] {
  return behind.get(model) ?? [];
}

/** The classes of TensorFlow.js; student code has not run yet when this module is loaded. */
const ownClasses = new Set<unknown>(
  Object.values(tf.serialization.SerializationMap.getMap().classNameMap).map(([made]) => made),
);

/** Whether student code runs when the model does: in a class of the student's own, or in a layer that was changed. */
export function runsStudentCode(model: tf.LayersModel): boolean {
  return layersBehind(model).some(
    (layer) =>
      !ownClasses.has(layer.constructor) || Object.hasOwn(layer, 'call') || Object.hasOwn(layer, 'apply'),
  );
}

/** Calls, and tells which layers were asked for their losses meanwhile. */
export function whileAskingForLosses<T>(call: () => T): { value: T; asked: ReadonlySet<Layer> } {
  const asked = new Set<Layer>();
  askedForLosses = asked;
  try {
    return { value: call(), asked };
  } finally {
    askedForLosses = undefined;
  }
}

const partsOf = (program: object): Births[] => {
  const { module, model, pass } = births.get(program) ?? {};
  return [pass, model, module].filter((made) => made !== undefined);
};

/** An error that was created together with the layer of this name, and the name of the layer's class. */
export function birthOf(
  program: object,
  name: string | undefined,
): { error: Error; className: string } | undefined {
  const found = partsOf(program)
    .flatMap(({ layers }) => [...layers])
    .find(([layer]) => layer.name === name);
  return found && { error: found[1], className: found[0].constructor.name };
}

/** An error that was created together with a variable. */
export function birthOfVariable(program: object, variable: tf.Variable): Error | undefined {
  return partsOf(program)
    .map(({ variables }) => variables.get(variable))
    .find((error) => error !== undefined);
}

/** The layer that a variable is a weight of, among all that a program has made; the innermost, where layers hold others. */
export function ownerOf(program: object, variable: tf.Variable): Layer | undefined {
  return partsOf(program)
    .flatMap(({ layers }) => [...layers.keys()])
    .filter((layer) => layer.built && layer.weights.some((weight) => weight.read() === variable))
    .sort((one, other) => one.weights.length - other.weights.length)[0];
}

/** Errors that were created together with the layers of the model, for each layer by its name. */
export function birthsOf(program: object): { name: string; error: Error; className: string }[] {
  return partsOf(program)
    .flatMap(({ layers }) => [...layers])
    .map(([layer, error]) => ({
      name: layer.name,
      error,
      className: layer.constructor.name,
    }));
}

/** Name of the layer that an error comes from; undefined where it comes from no layer. */
export function layerOf(error: Error): string | undefined {
  return error instanceof GraphError ? error.failure.place?.origin : applied.get(error);
}
