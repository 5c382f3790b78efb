import * as z from 'zod';
import type { TorchDevice } from '../../protocol/devices';
import { whileComputing } from '../activity';
import { deviceFailure } from '../devices';
import type { BufferPool } from '../graph/bufferPool';
import { lower, type RecordedGraph } from '../graph/compile';
import type { Resident, Value } from '../graph/recordedNode';
import type { MemoryUse } from '../graph/memoryUse';
import type { Program, Runtime } from '../graph/runtime';
import { torchTarget } from '../graph/target';
import { sizeOf } from '../graph/value';
import type { Model } from '../onnx/schema';
import type { RuntimeData } from '../runtime';
import { t } from '../../words';
import { plainText } from '../plainText';
import { RankLost } from './rankLost';
import { ProcessEnded, type Command, type PythonProcess } from './process';
import { bytesOf, windowBytes } from './window';

const memorySchema = z.object({ used: z.number().optional(), peak: z.number().optional() });

/** A tensor in the other process, under its number. */
interface Held extends Resident {
  readonly number: number;
}

/** Where tensors may begin in the window. */
const alignment = 64;
/** Constants of a program are few; a learning rate that changes in every step must not fill the memory. */
const mostScalars = 4096;

/** Computes graphs with PyTorch, in a process of its own, where all tensors stay. */
export class TorchRuntime implements Runtime {
  readonly target = torchTarget;
  private numbers = 0;
  private programs = 0;
  /** To be freed by the next question. */
  private freed: number[] = [];
  /** Single numbers that were sent, by type, shape and value: most are the same in every step. The one used last comes last. */
  private readonly scalars = new Map<string, number>();

  constructor(
    private readonly python: PythonProcess,
    private readonly pool: BufferPool,
    private readonly device: TorchDevice,
  ) {}

  compile(graph: RecordedGraph): Program {
    const number = this.programs++;
    this.ask([['load', number, plainGraph(lower(graph, this.target))]]);
    return {
      run: (leaves, outputs) => this.run(number, leaves, outputs),
      dispose: () => void this.ask([['unload', number]]),
    };
  }

  download(value: Value): RuntimeData {
    const { dtype, shape, resident } = value;
    const size = sizeOf(shape);
    const { data, pooled } = this.pool.take(dtype, size);
    value.pooled = pooled;
    const most = windowBytes / data.BYTES_PER_ELEMENT;
    for (let begin = 0; begin < size; begin += most) {
      const part = data.subarray(begin, begin + most);
      this.ask([['get', (resident as Held).number, begin, part.length]]);
      this.python.window.read(bytesOf(part));
    }
    return data;
  }

  memory(): MemoryUse {
    return memorySchema.parse(this.ask([['memory']]));
  }

  dispose(): void {
    if (!this.python.isOver) this.ask([['clear']]);
  }

  private run(program: number, leaves: readonly Value[], outputs: readonly Value[]): void {
    const upload = new Upload(this.python, (commands) => this.ask(commands));
    const inputs = leaves.map((leaf) => this.numberOf(leaf, upload));
    const held = outputs.map(() => this.hold());
    const run = ['run', program, inputs, held.map(({ number }) => number)] as const;
    this.ask([...upload.rest(), run]);
    this.forgetOldScalars();
    outputs.forEach((output, index) => {
      output.resident = held[index];
    });
  }

  /** The number under which a leaf lies in the other process, after the upload. */
  private numberOf(leaf: Value, upload: Upload): number {
    if (leaf.resident) return (leaf.resident as Held).number;
    const isScalar = leaf.data!.length === 1;
    const key = isScalar ? `${leaf.dtype}[${leaf.shape.join()}] ${keyOf(leaf.data![0])}` : '';
    const number = (isScalar ? this.scalars.get(key) : undefined) ?? upload.add(leaf, this.numbers++);
    if (isScalar) this.rememberScalar(key, number);
    else leaf.resident = this.hold(number);
    return number;
  }

  private rememberScalar(key: string, number: number): void {
    this.scalars.delete(key);
    this.scalars.set(key, number);
  }

  private forgetOldScalars(): void {
    for (const [oldest, unused] of this.scalars) {
      if (this.scalars.size <= mostScalars) break;
      this.scalars.delete(oldest);
      this.freed.push(unused);
    }
  }

  private hold(number = this.numbers++): Held {
    return { number, dispose: () => void this.freed.push(number) };
  }

  private ask(commands: readonly Command[]): unknown {
    const { freed } = this;
    this.freed = [];
    const all = freed.length > 0 ? [['free', freed] as const, ...commands] : commands;
    try {
      return whileComputing(() => this.python.ask(all));
    } catch (error) {
      if (error instanceof ProcessEnded) throw deviceFailure(this.device, error);
      throw rankLost(error) ?? error;
    }
  }
}

/** What Python says where another process of the training is the reason (`RankLost`), as the failure of a run. */
function rankLost(error: unknown): RankLost | undefined {
  const why = error instanceof Error && /^RankLost: ([^]*) \[.*\]$/.exec(error.message)?.[1];
  if (!why) return undefined;
  return new RankLost(
    {
      what: t('Another process of this training has ended, or does not answer any more.'),
      why: plainText(why),
      next: t('What this run had saved is kept, and it can be resumed.'),
    },
    error,
  );
}

const keyOf = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** Values on their way to the other process: packed into the window, and sent when it is full. */
class Upload {
  private packed: [number: number, type: string, dims: readonly number[], offset: number][] = [];
  private end = 0;

  constructor(
    private readonly python: PythonProcess,
    private readonly ask: (commands: readonly Command[]) => void,
  ) {}

  add({ dtype, shape, data }: Value, number: number): number {
    const bytes = bytesOf(data!);
    const begin = Math.ceil(this.end / alignment) * alignment;
    if (begin + bytes.byteLength <= windowBytes) {
      this.python.window.write(bytes, begin);
      this.packed.push([number, dtype, shape, begin]);
      this.end = begin + bytes.byteLength;
      return number;
    }
    this.ask(this.rest());
    if (bytes.byteLength <= windowBytes) return this.add({ dtype, shape, data } as Value, number);
    const most = windowBytes / data!.BYTES_PER_ELEMENT;
    for (let from = 0; from < data!.length; from += most) {
      const part = data!.subarray(from, from + most);
      this.python.window.write(bytesOf(part), 0);
      this.ask([['piece', number, dtype, shape, from, part.length]]);
    }
    return number;
  }

  /** What is still to be sent. */
  rest(): Command[] {
    const { packed } = this;
    this.packed = [];
    this.end = 0;
    return packed.length > 0 ? [['put', packed]] : [];
  }
}

/** A graph as JSON. */
const plainGraph = ({ nodes, initializers, inputs, outputs }: Model) => ({
  nodes: nodes.map(({ op, inputs, outputs, attributes, name }) => ({
    op,
    inputs,
    outputs,
    attributes,
    name,
  })),
  initializers: initializers.map(({ bytes, ...tensor }) => ({
    ...tensor,
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  })),
  inputs: inputs.map(({ name, dims }) => ({ name, dims })),
  outputs: outputs.map(({ name }) => name),
});
