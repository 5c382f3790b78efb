import * as tf from '@tensorflow/tfjs';
import { layersBehind, whileAskingForLosses } from './program/layers';

type Layer = tf.layers.Layer;

/**
 * Sum of the layers' own penalties. A layer of the model counts once for each place where it is used, as in `fit` of
 * TensorFlow.js. Two kinds count that `fit` forgets: layers of a sequential model that is itself a layer, and layers that
 * another layer holds and whose weights it hands on.
 */
export function penaltyOf(model: tf.LayersModel): tf.Scalar {
  const uses = usesOf(model);
  const { value: ofGraph, asked } = whileAskingForLosses(() =>
    [...uses].flatMap(([layer, count]) =>
      Array.from({ length: count }, () => layer.calculateLosses()).flat(),
    ),
  );
  const counted = new Set([...uses.keys(), ...asked].flatMap(({ losses }) => losses));
  const known = new Set(model.weights);
  const ofHeld = layersBehind(model)
    .filter((layer) => !uses.has(layer) && !asked.has(layer) && !(layer instanceof tf.LayersModel))
    .filter(({ losses }) => losses.length > 0 && !losses.some((loss) => counted.has(loss)))
    .filter(({ weights }) => weights.some((weight) => known.has(weight)))
    .flatMap((layer) => layer.calculateLosses());
  const penalties = [...ofGraph, ...ofHeld];
  return penalties.length > 0 ? tf.addN(penalties.map((penalty) => penalty.asScalar())) : tf.scalar(0);
}

/**
 * Penalty on all trained kernels, by `tf.regularizers.l1l2`'s rule: `l1` times the sum of their sizes and `l2` times that of their
 * squares. Biases and scales, which have one dimension, are left out.
 */
export function kernelPenalty(
  weights: readonly tf.Variable[],
  { l1, l2 }: { l1: number; l2: number },
): tf.Scalar[] {
  const kernels = weights.filter(({ rank }) => rank > 1);
  return kernels.flatMap((kernel) => [
    ...(l1 > 0 ? [tf.mul(tf.sum(tf.abs(kernel)), l1).asScalar()] : []),
    ...(l2 > 0 ? [tf.mul(tf.sum(tf.square(kernel)), l2).asScalar()] : []),
  ]);
}

/** How often each layer is used on the way from a model's inputs to its outputs, in models that are layers too. */
function usesOf(model: tf.LayersModel): Map<Layer, number> {
  const places = new Map<Layer, Set<number>>();
  const visit = ({ sourceLayer, nodeIndex }: tf.SymbolicTensor) => {
    const seen = places.get(sourceLayer) ?? new Set<number>();
    if (seen.has(nodeIndex)) return;
    places.set(sourceLayer, seen.add(nodeIndex));
    sourceLayer.inboundNodes[nodeIndex].inputTensors.forEach(visit);
  };
  model.outputs.forEach(visit);
  const uses = new Map<Layer, number>();
  for (const [layer, { size }] of places) {
    const inner = layer instanceof tf.LayersModel ? usesOf(layer) : new Map([[layer, 1]]);
    for (const [leaf, count] of inner) uses.set(leaf, (uses.get(leaf) ?? 0) + count * size);
  }
  return uses;
}
