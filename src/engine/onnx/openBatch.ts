import type { Model, Tensor } from './schema';

/**
 * One model for batches of any size, made of two models that were written for different sizes. The two may differ only
 * in the shapes that `Reshape` reads, and in one place of each shape. This place becomes -1: "whatever remains".
 * @returns undefined when the size of the batch is written into the model in another way.
 */
export function openBatch(model: Model, other: Model): Model | undefined {
  if (JSON.stringify(model.nodes) !== JSON.stringify(other.nodes)) return undefined;
  if (model.initializers.length !== other.initializers.length) return undefined;
  const initializers: Tensor[] = [];
  for (const [index, tensor] of model.initializers.entries()) {
    const twin = other.initializers[index];
    if (tensor.name !== twin.name || tensor.dims.join() !== twin.dims.join()) return undefined;
    if (Buffer.compare(tensor.bytes, twin.bytes) === 0) {
      initializers.push(tensor);
      continue;
    }
    const opened = isShapeOnly(model, tensor.name) ? withOneOpen(tensor, twin) : undefined;
    if (!opened) return undefined;
    initializers.push(opened);
  }
  return { ...model, initializers };
}

/** Whether every reader of a constant takes it for the shape of a `Reshape`. */
function isShapeOnly({ nodes }: Model, name: string): boolean {
  return nodes.every(({ op, inputs }) =>
    inputs.every((input, index) => input !== name || (op === 'Reshape' && index === 1)),
  );
}

function withOneOpen(tensor: Tensor, twin: Tensor): Tensor | undefined {
  const [sizes, others] = [tensor, twin].map(int64s);
  const different = [...sizes.keys()].filter((axis) => sizes[axis] !== others[axis]);
  if (tensor.type !== 'int64' || different.length !== 1 || sizes.includes(0n)) return undefined;
  const opened = sizes.with(different[0], -1n);
  return { ...tensor, bytes: new Uint8Array(opened.buffer) };
}

/** A copy: the bytes may lie at an address that 64-bit numbers may not have. */
const int64s = ({ bytes }: Tensor): BigInt64Array => new BigInt64Array(bytes.slice().buffer);
