import * as tf from '@tensorflow/tfjs';

const convolutions = new Set(['Conv2D', 'Conv2DTranspose', 'DepthwiseConv2D', 'SeparableConv2D']);
/** Layers that change the values of a feature map and keep its places: the map after them is the one to look at. */
const inPlace = new Set([
  'Activation',
  'ReLU',
  'LeakyReLU',
  'ELU',
  'PReLU',
  'BatchNormalization',
  'Add',
  'Dropout',
]);

/**
 * The feature map to look at: the output of the last convolution, after the normalization, sum and activation that follow
 * it.
 * @returns undefined when the model has no convolution, or has it inside a model that is used as a layer
 */
export function lastFeatureMap(model: tf.LayersModel): tf.SymbolicTensor | undefined {
  const layers = layersInOrder(model);
  const last = layers.findLastIndex((layer) => convolutions.has(layer.getClassName()));
  if (last < 0) return undefined;
  let found = layers[last].output as tf.SymbolicTensor;
  // In topological order, so that a sum of two branches comes after both.
  for (const layer of layers.slice(last + 1)) {
    if (!inPlace.has(layer.getClassName())) continue;
    const inputs = [layer.input].flat();
    if (inputs.includes(found)) found = layer.output as tf.SymbolicTensor;
  }
  return found;
}

/** Layers in topological order: each comes after the layers that it reads. */
function layersInOrder(model: tf.LayersModel): tf.layers.Layer[] {
  const ordered = new Set<tf.layers.Layer>();
  const visit = (tensor: tf.SymbolicTensor) => {
    if (ordered.has(tensor.sourceLayer)) return;
    inputsOf(tensor).forEach(visit);
    ordered.add(tensor.sourceLayer);
  };
  model.outputs.forEach(visit);
  return [...ordered];
}

/** Tensors that a tensor was computed from; none for an input of the model. */
function inputsOf({ sourceLayer, nodeIndex }: tf.SymbolicTensor): tf.SymbolicTensor[] {
  if (nodeIndex === undefined || sourceLayer.getClassName() === 'InputLayer') return [];
  return sourceLayer.inboundNodes[nodeIndex].inputTensors;
}

/**
 * Grad-CAM (Selvaraju et al. 2017). Each channel of the feature map is weighted by the mean gradient of the class's logit with
 * respect to it. The weighted channels are summed, and negative values become 0. Each picture is divided by its largest value.
 * @param images [n, height, width, channels], as the model takes them
 * @param classes the class to explain, for each picture
 * @param map a feature map of the model, as {@link lastFeatureMap} finds it
 * @returns [n, height, width] of the feature map; the caller disposes it
 */
export function gradCam(
  model: tf.LayersModel,
  images: tf.Tensor4D,
  classes: readonly number[],
  map: tf.SymbolicTensor,
): tf.Tensor3D {
  return tf.tidy(() => {
    const activations = evaluate(map, new Map([[model.inputs[0], images]])) as tf.Tensor4D;
    const chosen = tf.oneHot([...classes], model.outputs[0].shape.at(-1) ?? 0, 1, 0, 'float32');
    const score = (features: tf.Tensor) => {
      const known = new Map<tf.SymbolicTensor, tf.Tensor>([
        [model.inputs[0], images],
        [map, features],
      ]);
      return evaluate(model.outputs[0], known).mul(chosen).sum();
    };
    const weights = tf.grad(score)(activations).mean([1, 2], true);
    const maps = activations.mul(weights).sum(3).relu();
    return maps.divNoNan(maps.max([1, 2], true));
  });
}

/** Computes a tensor of a model in evaluation mode, from tensors whose values are known. */
function evaluate(tensor: tf.SymbolicTensor, known: Map<tf.SymbolicTensor, tf.Tensor>): tf.Tensor {
  const value = known.get(tensor);
  if (value) return value;
  const inputs = inputsOf(tensor).map((input) => evaluate(input, known));
  const outputs = tensor.sourceLayer.apply(inputs.length === 1 ? inputs[0] : inputs, { training: false });
  const computed = [outputs].flat()[tensor.outputTensorIndex ?? 0] as tf.Tensor;
  known.set(tensor, computed);
  return computed;
}
