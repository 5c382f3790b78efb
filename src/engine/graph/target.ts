/**
 * What the device's provider of ONNX Runtime computes by itself. Where it cannot, a kernel is written in other nodes:
 * ONNX Runtime would compute the node on the CPU instead, and copy its inputs and outputs for that.
 */
export interface Target {
  /** `FusedMatMul` of com.microsoft: a matrix product that reads its operands transposed. */
  fusedMatMul: boolean;
  /** The second output of `MaxPool`, and `MaxUnpool`, which takes it. */
  maxPoolIndices: boolean;
  /** `IsNaN`. GPUs need not tell NaN from other numbers. */
  seesNaN: boolean;
}

/** The CPU has a kernel for every node we write. */
export const cpuTarget: Target = { fusedMatMul: true, maxPoolIndices: true, seesNaN: true };

/** GPUs: plain ONNX, as every provider has it. */
export const gpuTarget: Target = { fusedMatMul: false, maxPoolIndices: false, seesNaN: false };
