import type { Node } from '../onnx/schema';

/**
 * What the device's provider of ONNX Runtime computes by itself. Where it cannot, a kernel is written with other nodes.
 * Otherwise ONNX Runtime would compute the node on the CPU and copy its inputs and outputs.
 */
export interface Target {
  /** `FusedMatMul` of com.microsoft: a matrix product that reads its operands transposed. */
  fusedMatMul: boolean;
  /** `FusedConv` of com.microsoft: a convolution that adds another picture and applies an activation. */
  fusedConv: boolean;
  /** How many channels ONNX Runtime's fastest convolutions want side by side (see `Layout`); 0 where it has none. */
  channelBlock: number;
  /** `HardSigmoid` takes no longer than any other pass over memory. */
  fastRamp: boolean;
  /** A convolution of each channel by itself copies pixels faster than `Slice`, which works in one thread. */
  copiesByConvolution: boolean;
  /** The second output of `MaxPool`, and `MaxUnpool`, which takes it. */
  maxPoolIndices: boolean;
  /** Batch norm in training, softmax cross-entropy, and gradients of these, convolutions, pools and ReLU, as single nodes of our own (domain `lits`). */
  gradientNodes: boolean;
  /** Sums over the processes of a training (`AllReduceSum`, domain `lits`). */
  ranks: boolean;
  /** `IsNaN`. GPUs need not tell NaN from other numbers. */
  seesNaN: boolean;
  /** Memory is slower than arithmetic and the cache large: see `Block`. */
  inBlocks: boolean;
  /** Outputs that a node may have: WebGPU's kernels read and write only so many buffers. */
  mostOutputs: number;
  /**
   * Largest size in bytes of a tensor that is made only to turn many products into one: GPUs limit the size of a
   * buffer.
   */
  largestStack: number;
  /** Nodes that the provider takes, then cannot compute: they are left to the CPU. */
  leftToCpu: (node: Node) => boolean;
}

/** The CPU has a kernel for every node we write. Its `channelBlock` is found out when it is started. */
export const cpuTarget: Target = {
  fusedMatMul: true,
  fusedConv: true,
  channelBlock: 0,
  fastRamp: true,
  copiesByConvolution: true,
  maxPoolIndices: true,
  gradientNodes: false,
  ranks: false,
  seesNaN: true,
  inBlocks: true,
  mostOutputs: Infinity,
  largestStack: Infinity,
  leftToCpu: () => false,
};

/** ONNX's own operators alone, for other tools. */
export const portableTarget: Target = {
  ...cpuTarget,
  fusedMatMul: false,
  fusedConv: false,
  channelBlock: 0,
  fastRamp: false,
  inBlocks: false,
};

/** GPUs: plain ONNX, as every provider has it. */
export const gpuTarget: Target = {
  fusedMatMul: false,
  fusedConv: false,
  channelBlock: 0,
  fastRamp: false,
  copiesByConvolution: false,
  maxPoolIndices: false,
  gradientNodes: false,
  ranks: false,
  seesNaN: false,
  inBlocks: false,
  mostOutputs: Infinity,
  largestStack: 64 * 2 ** 20,
  leftToCpu: () => false,
};

/** PyTorch moves axes for nothing, and has gradients of its own. */
export const torchTarget: Target = {
  ...cpuTarget,
  fusedMatMul: false,
  fusedConv: false,
  fastRamp: false,
  copiesByConvolution: false,
  gradientNodes: true,
  ranks: true,
  inBlocks: false,
};

const windowRank = ({ attributes }: Node): number => {
  const window = attributes['kernel_shape'];
  return Array.isArray(window) ? window.length : 0;
};

/** WebGPU in ONNX Runtime 1.30 slides windows over pictures, not over volumes, and does not say where a maximum was. */
export const webgpuTarget: Target = {
  ...gpuTarget,
  // WebGPU promises 8 buffers; the input is one of them.
  mostOutputs: 7,
  leftToCpu: (node) => windowRank(node) > 2 || (node.op === 'MaxPool' && node.outputs.length > 1),
};
