/**
 * Kernels that run on the host (`../host`): their result's shape depends on values, they compute with strings or
 * complex numbers, or they are too rare in training to be worth a graph. A call makes the graph recorded so far run.
 */
export const hostKernels: readonly string[] = [
  // Complex numbers.
  'Complex',
  'ComplexAbs',
  'FFT',
  'IFFT',
  'Imag',
  'Real',
  // Strings.
  'StaticRegexReplace',
  'StringNGrams',
  'StringSplit',
  'StringToHashBucketFast',
  // Ragged and sparse tensors.
  'RaggedGather',
  'RaggedRange',
  'RaggedTensorToTensor',
  'SparseFillEmptyRows',
  'SparseReshape',
  'SparseSegmentMean',
  'SparseSegmentSum',
  'SparseToDense',
  // The number of results depends on values.
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'Unique',
  // Random, from a seed.
  'Multinomial',
  // Where the pixels come from differs from call to call: each would be another graph.
  'RotateWithOffset',
  'Transform',
  // Counting, searching, bits, mathematical morphology.
  'Bincount',
  'BitwiseAnd',
  'BroadcastArgs',
  'DenseBincount',
  'Dilation2D',
  'Dilation2DBackpropFilter',
  'Dilation2DBackpropInput',
  'SearchSorted',
];
