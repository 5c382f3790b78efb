import {
  runtimeTensor,
  Session,
  type RuntimeData,
  type RuntimeTensor,
  type SessionOptions,
} from '../runtime';
import type { BufferPool } from './bufferPool';
import { findChannelBlock } from './channelBlock';
import { compile, leafName, type ModelOutput, type RecordedGraph } from './compile';
import { DeviceMemory } from './deviceMemory';
import type { Value } from './recordedNode';
import type { Program, Runtime } from './runtime';
import type { Target } from './target';
import { sizeOf } from './value';

/** Computes graphs with ONNX Runtime, in this process. */
export class OnnxRuntime implements Runtime {
  readonly target: Target;
  private readonly device: DeviceMemory | undefined;

  constructor(
    private readonly options: SessionOptions,
    private readonly pool: BufferPool,
  ) {
    const { target, keepsTensors } = options.device;
    this.target = target.fusedConv ? { ...target, channelBlock: findChannelBlock(options) } : target;
    if (keepsTensors) this.device = new DeviceMemory(options);
  }

  compile(graph: RecordedGraph): Program {
    const place = this.device ? 'device' : 'host';
    const { model, outputs, cpuNodes } = compile(graph, this.target, place);
    const session = new Session(model, { ...this.options, outputs: place, cpuNodes });
    return this.device
      ? new DeviceProgram(session, outputs, this.device)
      : new HostProgram(session, outputs, this.pool);
  }

  download(value: Value): RuntimeData {
    return this.device!.download(value, value.resident as RuntimeTensor);
  }

  dispose(): void {
    this.device?.dispose();
  }
}

function feedsOf(
  leaves: readonly Value[],
  feed: (leaf: Value) => RuntimeTensor,
): Record<string, RuntimeTensor> {
  return Object.fromEntries(leaves.map((leaf, index) => [leafName(index), feed(leaf)]));
}

const onHost = (leaf: Value): RuntimeTensor => runtimeTensor(leaf.dtype, leaf.data!, leaf.shape);

/** Outputs are written into the host's memory. */
class HostProgram implements Program {
  constructor(
    private readonly session: Session,
    private readonly made: readonly ModelOutput[],
    private readonly pool: BufferPool,
  ) {}

  run(leaves: readonly Value[], outputs: readonly Value[]): void {
    const taken = outputs.map(({ dtype }, index) => this.pool.take(dtype, sizeOf(this.made[index].dims)));
    const named = Object.fromEntries(
      this.made.map(({ name, dims }, index) => [
        name,
        runtimeTensor(outputs[index].dtype, taken[index].data, dims),
      ]),
    );
    this.session.runInto(feedsOf(leaves, onHost), named);
    outputs.forEach((output, index) => Object.assign(output, taken[index]));
  }

  dispose(): void {
    this.session.dispose();
  }
}

/** Outputs stay on the device. */
class DeviceProgram implements Program {
  constructor(
    private readonly session: Session,
    private readonly made: readonly ModelOutput[],
    private readonly device: DeviceMemory,
  ) {}

  run(leaves: readonly Value[], outputs: readonly Value[]): void {
    const wanted = Object.fromEntries(this.made.map(({ name }) => [name, null]));
    const results = this.session.run(
      feedsOf(leaves, (leaf) => this.feed(leaf)),
      wanted,
    );
    outputs.forEach((output, index) => {
      output.resident = results[this.made[index].name];
    });
  }

  /** What is read a second time, as weights are and pictures are not, stays on the device. */
  private feed(leaf: Value): RuntimeTensor {
    if (leaf.wasRead) leaf.resident ??= this.device.upload(leaf, leaf.data!);
    leaf.wasRead = true;
    return (leaf.resident as RuntimeTensor | undefined) ?? onHost(leaf);
  }

  dispose(): void {
    this.session.dispose();
  }
}
