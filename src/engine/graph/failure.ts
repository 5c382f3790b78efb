import { FailureError, messageOf } from '../../protocol/failure';
import { megabytes, t } from '../../words';
import { plainText } from '../plainText';
import type { RecordedNode, Value } from './recordedNode';
import { ShortageError, type Shortage } from './memoryUse';
import { sizeOf, type Spec } from './value';

/** A call of a kernel as the caller knows it. */
export interface Place {
  /** TensorFlow.js' name of the kernel. */
  kernel: string;
  /** The layer that `within` named: the layer of the call, or of the tensors that a gradient's call reads. */
  origin?: string | undefined;
}

export interface LargestTensor extends Spec {
  bytes: number;
  place: Place;
}

interface GraphFailure {
  reason: 'out-of-memory' | 'refused';
  /** The call that failed, as far as known. */
  place: Place | undefined;
  /** Its position among the calls recorded since a value was last read. */
  position: number;
  largest: LargestTensor;
  /** Where the device knows them, the figures of its memory when that was not enough. */
  shortage?: Shortage | undefined;
}

/**
 * A recorded graph could not be run. The message speaks of kernels, shapes and layers; ONNX Runtime's own message is
 * the cause.
 */
export class GraphError extends Error {
  override readonly name = 'GraphError';

  constructor(
    readonly failure: Readonly<GraphFailure>,
    cause: unknown,
    /** The stack leads to the call that failed, not to where a value was read. */
    readonly isAtCall = false,
  ) {
    const { reason, place, largest } = failure;
    super(reason === 'refused' ? refusal(place, cause) : shortageText(place, largest), { cause });
  }
}

/** A tensor is read, or computed with, whose graph could not be run. */
export class LostValue extends Error {
  constructor(failure: Error) {
    super(t('This tensor has no values, because its computation failed earlier. {0}', failure.message), {
      cause: failure,
    });
  }
}

/** Thrown by the compiler: this call of the graph cannot be written. */
export class UnwritableCall extends Error {
  constructor(
    /** Position among the graph's nodes. */
    readonly index: number,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
  }
}

/** How ONNX Runtime, PyTorch, a driver and JavaScript say that memory is short. */
const memoryIsShort =
  /MemoryError|can(?:'|no)t allocate memory|not enough memory|STATUS_ALLOC_FAILED|bad_?alloc|bad allocation|failed to allocate|allocation failed|invalid (typed )?array (buffer )?length|out ?of ?memory|would require more than/i;

/** Names of nodes in the ONNX model end with this and the position of the call they were written for. */
export const callMark = '@';
const markedCall = new RegExp(`${callMark}(\\d+)`);

/** A node's name without the call. */
export const withoutCall = (name: string): string => name.replace(new RegExp(`${markedCall.source}$`), '');

/**
 * The error to throw when running these nodes has failed with `error`. The failure of a device is returned as it is.
 * @param recorded everything that was recorded, of which `nodes` was needed
 */
export function explainRunError(
  error: unknown,
  nodes: readonly RecordedNode[],
  recorded: readonly RecordedNode[],
): Error {
  // All of it: what tells the cause may stand at the end of a long text.
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FailureError && !memoryIsShort.test(message)) return error;
  const index = error instanceof UnwritableCall ? error.index : Number(markedCall.exec(message)?.[1] ?? NaN);
  const failed = nodes[index] as RecordedNode | undefined;
  return new GraphError(
    {
      reason: memoryIsShort.test(message) ? 'out-of-memory' : 'refused',
      place: failed && placeOf(failed, recorded),
      position: failed ? recorded.indexOf(failed) : NaN,
      largest: largestOf(nodes, recorded),
      shortage: error instanceof ShortageError ? error.shortage : undefined,
    },
    error,
  );
}

function largestOf(nodes: readonly RecordedNode[], recorded: readonly RecordedNode[]): LargestTensor {
  const sized = nodes.flatMap((node) =>
    node.outputs.map((output) => ({ node, output, bytes: bytesOf(output) })),
  );
  const { node, output, bytes } = sized.reduce((most, one) => (one.bytes > most.bytes ? one : most));
  return { shape: output.shape, dtype: output.dtype, bytes, place: placeOf(node, recorded) };
}

const bytesOf = ({ shape, dtype }: Spec): number => sizeOf(shape) * (dtype === 'bool' ? 1 : 4);

const placeOf = (node: RecordedNode, recorded: readonly RecordedNode[]): Place => ({
  kernel: node.kernel.name,
  origin: originOf(node, recorded),
});

/**
 * A gradient is recorded after all layers have returned, so it has no origin of its own. But it reads what the forward
 * calls of its layer read or made. Its origin is that of the call that it has the most tensors in common with. Where
 * there is none, it is the origin of the calls that made its inputs.
 */
function originOf(node: RecordedNode, recorded: readonly RecordedNode[]): string | undefined {
  const seen = new Set([node]);
  for (const visited of seen) {
    if (visited.origin !== undefined) return visited.origin;
    const read = new Set(visited.inputs);
    const shared = (values: readonly Value[]) => values.filter((value) => read.has(value)).length;
    let [closest, most] = [undefined as string | undefined, 0];
    for (const { origin, inputs, outputs } of recorded) {
      if (origin === undefined) continue;
      // Reading the same counts for more than being read: the next layer reads the output too.
      const common = 2 * shared(inputs) + shared(outputs);
      if (common > most) [closest, most] = [origin, common];
    }
    if (closest !== undefined) return closest;
    for (const maker of recorded) if (maker.outputs.some((output) => read.has(output))) seen.add(maker);
  }
  return undefined;
}

/** A call as a person reads it: "Conv2D of conv2d_1". */
export const atPlace = ({ kernel, origin }: Place): string =>
  origin === undefined ? kernel : t('{0} of {1}', kernel, origin);

function refusal(place: Place | undefined, cause: unknown): string {
  const why = plainText(messageOf(cause));
  return place
    ? t('{0} could not be computed: {1}', atPlace(place), why)
    : t('The computation failed: {0}', why);
}

function shortageText(place: Place | undefined, largest: LargestTensor): string {
  const where = place && atPlace(place);
  const tensor = describeTensor(largest);
  return where === undefined || where === atPlace(largest.place)
    ? t('The memory is not enough. The largest tensor is {0}.', tensor)
    : t('The memory is not enough for {0}. The largest tensor is {1}.', where, tensor);
}

/** As in "[16, 256, 256, 64], 268 MB, made by Conv2D of conv2d_1". */
export function describeTensor({ shape, bytes, place }: LargestTensor): string {
  return t('{0}, {1}, made by {2}', `[${shape.join(', ')}]`, megabytes(bytes), atPlace(place));
}
