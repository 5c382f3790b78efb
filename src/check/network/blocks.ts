import { channelsOf, leadingTo, type Network, type Op } from './network';

/** Two ways from one place of a network to an addition. */
export interface Block {
  /** What both ways begin with: its output is the block's input. */
  input: Op;
  /** The way with more convolutions, in the order of computation. */
  branch: readonly Op[];
  /** The other way; empty where the block's input itself is added. */
  shortcut: readonly Op[];
  addition: Op;
  /** What follows the addition, up to where the next block begins. */
  after: readonly Op[];
}

const convolutionsIn = (ops: readonly Op[]) => ops.filter(({ kind }) => kind === 'convolution').length;

/** The residual blocks of a network, in the order of computation. */
export function residualBlocks({ ops }: Network): Block[] {
  const additions = ops.filter(({ kind }) => kind === 'addition');
  const forked = additions.map((addition) => ({ addition, ...fork(addition) }));
  return forked.map(({ addition, input, branch, shortcut }, index) => {
    const end = forked[index + 1]?.input;
    return { input, branch, shortcut, addition, after: following(addition, end) };
  });
}

function fork({ inputs }: Op): Pick<Block, 'input' | 'branch' | 'shortcut'> {
  const [one, other] = [inputs[0], inputs[1] ?? inputs[0]].map((operand) => leadingTo(operand));
  const others = new Set(other);
  const shared = new Set(one.filter((op) => others.has(op)));
  const input = [...shared].at(-1) ?? one[0];
  const [first, second] = [one, other].map((way) => way.filter((op) => !shared.has(op)));
  const isFirstLonger =
    convolutionsIn(first) > convolutionsIn(second) ||
    (convolutionsIn(first) === convolutionsIn(second) && first.length >= second.length);
  const [branch, shortcut] = isFirstLonger ? [first, second] : [second, first];
  return { input, branch, shortcut };
}

/** The operations after one, as long as there is only one way; up to and with `end`, else up to a change of resolution. */
function following(from: Op, end: Op | undefined): Op[] {
  const ops: Op[] = [];
  let op = from;
  while (op !== end && op.consumers.length === 1) {
    op = op.consumers[0];
    const isWithin = op.shape.length === from.shape.length && op.shape[1] === from.shape[1];
    if (!isWithin || op.kind === 'convolution' || op.kind === 'addition') break;
    ops.push(op);
  }
  return ops;
}

/** A pool that leaves everything as it is. */
const doesNothing = ({ kind, window }: Op) =>
  (kind === 'max-pool' || kind === 'average-pool') &&
  window?.size.join() === '1,1' &&
  window.stride.join() === '1,1';

/** The mean over the rows, then over the columns: together over all places. */
const isMeanOfMeans = (op: Op, before: Op) =>
  op.kernel === 'Mean' &&
  before.kernel === 'Mean' &&
  op.inputs[0] === before &&
  before.inputs[0].shape.length === 4 &&
  op.output.size === op.shape[0] * channelsOf(before.inputs[0]);

/**
 * The kinds of a chain of operations that matter to its structure: without padding, biases and pools that do nothing; a product with constants for each
 * channel, alone or with a sum, is a normalization that was written by hand.
 */
export function structureOf(chain: readonly Op[]): { kind: Op['kind']; op: Op }[] {
  const structure: { kind: Op['kind']; op: Op }[] = [];
  let isAffine = false;
  for (const op of chain) {
    if (op.kind === 'padding' || op.kind === 'bias' || doesNothing(op)) continue;
    const previous = structure.at(-1);
    if (previous && isMeanOfMeans(op, previous.op)) {
      structure[structure.length - 1] = { kind: 'global-average', op };
      continue;
    }
    if (op.kind === 'scale' && op.number === undefined) {
      if (!isAffine) structure.push({ kind: 'normalization', op });
      isAffine = true;
      continue;
    }
    isAffine = false;
    structure.push({ kind: op.kind, op });
  }
  return structure;
}
