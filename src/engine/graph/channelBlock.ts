import { encodeModel } from '../onnx/encode';
import { runtimeTensor, Session, type SessionOptions } from '../runtime';

const channels = 64;

/**
 * How many channels ONNX Runtime's convolutions in blocks want side by side on this processor: 16 with AVX-512, else 8,
 * 0 where it has no such convolutions. This is found out by a test: how ONNX Runtime reorders a picture.
 */
export function findChannelBlock(options: SessionOptions): number {
  const domain = 'com.microsoft.nchwc';
  const model = encodeModel({
    nodes: [{ op: 'ReorderInput', inputs: ['x'], outputs: ['y'], attributes: {}, domain, name: 'reorder' }],
    initializers: [],
    inputs: [{ name: 'x', type: 'float32', dims: [1, channels, 1, 2] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1, channels, 1, 2] }],
  });
  let session: Session | undefined;
  try {
    session = new Session(model, { ...options, threads: 1 });
    // Channels that lie side by side are two apart, for there are two pixels.
    const x = Float32Array.from({ length: 2 * channels }, (_, index) => index);
    const { data } = session.run({ x: runtimeTensor('float32', x, [1, channels, 1, 2]) }, { y: null }).y;
    const block = data.findIndex((value, index) => value !== 2 * index);
    return channels % block === 0 ? block : 0;
  } catch (error) {
    if (error instanceof Error && /ReorderInput/.test(error.message)) return 0;
    throw error;
  } finally {
    session?.dispose();
  }
}
