/** The part of ONNX that the engine writes, as plain data. Source: onnx/onnx.proto3, IR version 9, opset 18. */

/** `TensorProto.DataType` */
export const onnxType = { float32: 1, int64: 7, int32: 6, bool: 9, bfloat16: 16 } as const;
export type OnnxType = keyof typeof onnxType;

export interface Tensor {
  name: string;
  type: OnnxType;
  dims: readonly number[];
  /** Little-endian values, row-major. */
  bytes: Uint8Array;
}

export interface ValueInfo {
  name: string;
  /** Undefined: the type is inferred. */
  type?: OnnxType;
  /** A name stands for any size. Undefined: any shape. */
  dims?: readonly (number | string)[] | undefined;
}

/** A number is an integer unless marked `float`: ONNX keeps the two apart, JavaScript does not. */
export type Attribute = number | { float: number } | { graph: Model } | string | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  op: string;
  /** Empty string: an optional input or output left out. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Attributes;
  /** Values that graphs in its attributes read from around it. */
  captured?: readonly string[];
  /** `com.microsoft` for ONNX Runtime's own operators; default: ONNX's. */
  domain?: string;
  name: string;
}

export interface Model {
  nodes: readonly Node[];
  initializers: readonly Tensor[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
}
