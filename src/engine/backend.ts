import {
  backend as currentBackend,
  getBackend,
  KernelBackend,
  registerKernel,
  util,
  type backend_util,
  type DataType,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { t } from '../words';
import type { RecordedGraph } from './graph/compile';
import type { GraphError } from './graph/failure';
import type { Kernel } from './graph/kernel';
import { Recorder } from './graph/recorder';
import type { Value } from './graph/recordedNode';
import { sizeOf, type Spec, type ValueType } from './graph/value';
import type { MemoryUse } from './graph/memoryUse';
import type { StartRuntime } from './graph/runtime';
import type { Target } from './graph/target';
import { runOnHost, type Answer, type HostTensor } from './host';
import type { RuntimeData } from './runtime';

export const backendName = 'onnx';

/** A tensor of strings, or of complex numbers as (real, imaginary) pairs: computed with on the host only. */
interface Stored {
  references: number;
  stored: backend_util.BackendValues;
}

type Entry = Value | Stored;

const isComputed = (dtype: DataType): dtype is ValueType =>
  dtype === 'float32' || dtype === 'int32' || dtype === 'bool';

const isStored = (entry: Entry): entry is Stored => 'stored' in entry;

/** TensorFlow.js backend whose kernels only record; see `Recorder`. */
export class OnnxBackend extends KernelBackend {
  private readonly entries = new Map<object, Entry>();
  private readonly recorder: Recorder;

  constructor(start: StartRuntime) {
    super();
    this.recorder = new Recorder(start);
  }

  /** What the device computes by itself. */
  get target(): Target {
    return this.recorder.target;
  }

  /** Graphs compiled so far; stays constant once a training loop has settled. */
  get compiledGraphs(): number {
    return this.recorder.compiled;
  }

  /** What the memory of the device holds; undefined where it does not tell. */
  deviceMemory(): MemoryUse | undefined {
    return this.recorder.memory();
  }

  /** Throws an error like `error` at the call that caused it; see `Recorder.retrace`. */
  retrace(error: GraphError, record: () => void): void {
    this.recorder.retrace(error, record);
  }

  /**
   * Records what `call` makes of an input that has no values, without running it.
   * @throws Error when a value is read meanwhile that would have to be computed.
   */
  trace(
    spec: Spec,
    call: (input: TensorInfo) => readonly TensorInfo[],
  ): { graph: RecordedGraph; input: Value } {
    const input: Value = { ...spec, references: 1 };
    const graph = this.recorder.trace(() =>
      call(this.store(input)).map(({ dataId }) => this.valueAt(dataId) as Value),
    );
    return { graph, input };
  }

  /** What a data id stands for; undefined for one that is not computed with. */
  valueAt(dataId: object): Value | undefined {
    const entry = this.entry(dataId);
    return isStored(entry) ? undefined : entry;
  }

  valuesOf(value: Value): RuntimeData {
    return this.recorder.read(value);
  }

  /** Records one call of a kernel, or runs it on the host where it cannot be part of a graph. */
  call(kernel: Kernel, named: NamedTensorInfoMap, attributes: NamedAttrMap): Answer {
    const { inputs, given } = listInputs(kernel, named);
    const specs = inputs.map(({ shape, dtype }) => ({ shape, dtype: dtype as ValueType }));
    const isRecordable =
      inputs.every(({ dtype }) => isComputed(dtype)) && (kernel.isRecordable?.(attributes, specs) ?? true);
    if (!isRecordable) return this.runOnHost(kernel.name, named, attributes);
    const values = inputs.map(({ dataId }) => this.entry(dataId) as Value);
    const { outputs, plan } = kernel.plan(specs, attributes, given);
    const made = this.recorder
      .record(kernel, values, plan as Record<string, unknown>, outputs)
      .map((value) => this.store(value));
    return kernel.returnsList ? made : made[0];
  }

  /** Runs one call of a kernel at once with TensorFlow.js' own cpu implementation. */
  runOnHost(kernelName: string, inputs: NamedTensorInfoMap, attributes: NamedAttrMap): Answer {
    const read = ({ dataId }: TensorInfo) => {
      const entry = this.entry(dataId);
      return isStored(entry) ? entry.stored : this.recorder.read(entry);
    };
    const store = ({ values, shape, dtype }: HostTensor): TensorInfo => {
      const dataId = {};
      this.move(dataId, values, shape, dtype, 1);
      return { dataId, shape, dtype };
    };
    return runOnHost(kernelName, inputs, attributes, read, store);
  }

  override write(values: backend_util.BackendValues | null, shape: number[], dtype: DataType): object {
    if (shape.length > 0) this.recorder.runIfStateWasReplaced();
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: backend_util.BackendValues | null,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    this.entries.set(dataId, this.entryOf(values, shape, dtype, references));
  }

  private entryOf(
    values: backend_util.BackendValues | null,
    shape: number[],
    dtype: DataType,
    references: number,
  ): Entry {
    if (!isComputed(dtype)) return { references, stored: values ?? [] };
    if (dtype === 'float32' && values instanceof Float32Array)
      return this.recorder.copy(values, shape, references);
    return { shape, dtype, references, data: copyOf(values, sizeOf(shape), dtype) };
  }

  override readSync(dataId: object): backend_util.BackendValues {
    const entry = this.entry(dataId);
    // A copy: the array may be reused by the engine, or changed by the caller.
    return isStored(entry) ? entry.stored : this.recorder.read(entry).slice();
  }

  /** As `readSync`, without the copy: not to be changed, and right only as long as the tensor is not disposed. */
  view(dataId: object): backend_util.BackendValues {
    const entry = this.entry(dataId);
    return isStored(entry) ? entry.stored : this.recorder.read(entry).subarray();
  }

  override read(dataId: object): Promise<backend_util.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
  }

  override numDataIds(): number {
    return this.entries.size;
  }

  override refCount(dataId: object): number {
    return this.entries.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: object): void {
    this.entry(dataId).references++;
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.entries.get(dataId);
    if (!entry) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    entry.references = 0;
    this.entries.delete(dataId);
    if (!isStored(entry)) this.recorder.release(entry);
    return true;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override timerAvailable(): boolean {
    return true;
  }

  /** Runs what `f` recorded as well: only then is the time its time. */
  override time(f: () => void): Promise<{ kernelMs: number }> {
    const start = util.now();
    f();
    this.recorder.flush();
    return Promise.resolve({ kernelMs: util.now() - start });
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override dispose(): void {
    this.recorder.dispose();
    this.entries.clear();
  }

  private store(value: Value): TensorInfo {
    const dataId = {};
    this.entries.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.dtype };
  }

  private entry(dataId: object): Entry {
    const entry = this.entries.get(dataId);
    if (!entry) throw new Error(t('This tensor is disposed: its values are gone.'));
    return entry;
  }
}

/** A copy in the type that the runtime wants. A copy, because the caller may change its array before the graph runs. */
function copyOf(values: backend_util.BackendValues | null, size: number, dtype: ValueType): RuntimeData {
  const data = util.getArrayFromDType(dtype, size);
  if (values) data.set(values as ArrayLike<number>);
  return data;
}

/** `tf.clone`: another reference to the same data. */
function identity({ inputs, backend }: { inputs: NamedTensorInfoMap; backend: unknown }): TensorInfo {
  const { dataId, shape, dtype } = inputs.x as TensorInfo;
  (backend as OnnxBackend).incRef(dataId);
  return { dataId, shape, dtype };
}

/** Makes TensorFlow.js hand every call of these kernels to the backend in use. */
export function registerKernels(kernels: readonly Kernel[]): void {
  registerKernel({ kernelName: 'Identity', backendName, kernelFunc: identity });
  for (const kernel of kernels) {
    registerKernel({
      kernelName: kernel.name,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) => (backend as OnnxBackend).call(kernel, inputs, attrs ?? {}),
    });
  }
}

/** Makes TensorFlow.js run these kernels on the host. */
export function registerHostKernels(names: readonly string[]): void {
  for (const kernelName of names) {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) =>
        (backend as OnnxBackend).runOnHost(kernelName, inputs, attrs ?? {}),
    });
  }
}

/** The inputs of a call in the kernel's order, and the names of the inputs that were given. */
function listInputs(kernel: Kernel, named: NamedTensorInfoMap): { inputs: TensorInfo[]; given: string[] } {
  if (kernel.inputs === 'list') return { inputs: Object.values(named) as TensorInfo[], given: [] };
  const given = kernel.inputs.map((name) => name.replace('?', '')).filter((name) => named[name]);
  return { inputs: given.map((name) => named[name] as TensorInfo), given };
}

/** Whether TensorFlow.js computes with this engine, on a device that has gradients as single nodes. */
export function hasGradientNodes(): boolean {
  if (getBackend() !== backendName) return false;
  const backend = currentBackend();
  return backend instanceof OnnxBackend && backend.target.gradientNodes;
}
