/** Element types the engine computes with; `complex64` and `string` tensors are stored, never computed. */
export type ValueType = 'float32' | 'int32' | 'bool';

export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: ValueType;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1);
