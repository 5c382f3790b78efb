import { encodeModel } from '../onnx/encode';
import {
  Session,
  runtimeTensor,
  type RuntimeData,
  type RuntimeTensor,
  type SessionOptions,
} from '../runtime';
import type { Spec, ValueType } from './value';

/**
 * Copies values to the device and back. Each copy is a graph that does nothing else, because the binding has no other
 * way: its `getData()` for a tensor on the device ends the process.
 */
export class DeviceMemory {
  private readonly copiers = new Map<string, Session>();

  constructor(private readonly options: SessionOptions) {}

  upload({ dtype, shape }: Spec, data: RuntimeData): RuntimeTensor {
    return this.copy('device', dtype, runtimeTensor(dtype, data, shape));
  }

  download({ dtype }: Spec, tensor: RuntimeTensor): RuntimeData {
    return this.copy('host', dtype, tensor).data;
  }

  dispose(): void {
    for (const copier of this.copiers.values()) copier.dispose();
    this.copiers.clear();
  }

  private copy(to: 'device' | 'host', type: ValueType, x: RuntimeTensor): RuntimeTensor {
    const key = `${type} to ${to}`;
    let copier = this.copiers.get(key);
    if (!copier) {
      copier = new Session(copyOf(type), { ...this.options, outputs: to });
      this.copiers.set(key, copier);
    }
    return copier.run({ x }, { y: null }).y;
  }
}

/** A model that copies a tensor of any shape. */
const copyOf = (type: ValueType): Uint8Array<ArrayBuffer> =>
  encodeModel({
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'], attributes: {}, name: 'copy' }],
    initializers: [],
    inputs: [{ name: 'x', type }],
    outputs: [{ name: 'y', type }],
  });
