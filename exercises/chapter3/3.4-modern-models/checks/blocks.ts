import {
  channelsOf,
  nameOf,
  nameOfKind,
  networkAt,
  networkOfFunction,
  placeOf,
  residualBlocks,
  t,
  type Block,
  type FindingInput,
  type Network,
  type Op,
  type OpKind,
  type Probe,
  type Subject,
} from 'lits/check';

/** Residual blocks to judge: those of the whole network, or, while it cannot be built, of the starter's functions. */
export interface Blocks {
  networks: readonly Network[];
  blocks: readonly Block[];
  /** Words for a block, by its place. */
  nameOf: (block: Block) => string;
  isWholeNetwork: boolean;
}

const signatures = ['identityBlock', 'projectionBlock'] as const;

/** @throws FailureError of the model when neither it nor the functions can be built. */
export function blocksOf(subject: Subject): Blocks {
  try {
    const network = networkAt(subject);
    const blocks = residualBlocks(network);
    const nameOf = (block: Block) =>
      t('block {0} (output {1})', blocks.indexOf(block) + 1, sizeOf(block.addition));
    return { networks: [network], blocks, nameOf, isWholeNetwork: true };
  } catch (error) {
    const networks = networksOfFunctions(subject);
    if (!networks) throw error;
    const blocks = networks.flatMap(residualBlocks);
    return {
      networks,
      blocks,
      nameOf: (block) => signatures[networks.findIndex(({ ops }) => ops.includes(block.addition))],
      isWholeNetwork: false,
    };
  }
}

type BlockFunction = (x: unknown, filters: number, strides: number) => never;

function networksOfFunctions(subject: Subject): Network[] | undefined {
  try {
    const module = subject.module();
    const functions = signatures.map((name) => module[name]);
    if (!functions.every((value) => typeof value === 'function')) return undefined;
    const [identity, projection] = functions as BlockFunction[];
    return [
      networkOfFunction(subject, t('building identityBlock'), [16, 16, 64], (x) => identity(x, 16, 1)),
      networkOfFunction(subject, t('building projectionBlock'), [16, 16, 32], (x) => projection(x, 16, 2)),
    ];
  } catch {
    // What is wrong with the model is told instead: the functions are a second chance, not a duty.
    return undefined;
  }
}

/** Height, width and channels, as in 64 × 64 × 256. */
export function sizeOf(op: Op): string {
  return op.shape.slice(1).join(' × ');
}

/** Whether a block keeps the shape of its input, so that the input itself can be added. */
export function keepsShape({ input, addition }: Block): boolean {
  return input.shape.join() === addition.shape.join();
}

/** By how much a block reduces height and width. */
export function reductionOf({ input, addition }: Block): number {
  return Math.round((input.shape[1] ?? 1) / (addition.shape[1] ?? 1));
}

/** What is wrong with one block, if anything. */
export type BlockFault = Omit<FindingInput, 'at'> & { op?: Op | undefined };

/** A probe that looks at each block in turn and tells the first fault, and how many blocks have the same one. */
export const eachBlock =
  (fault: (block: Block) => BlockFault | undefined): Probe =>
  (subject) => {
    const { blocks, nameOf } = blocksOf(subject);
    const faults = blocks.flatMap((block) => {
      const found = fault(block);
      return found ? [{ block, ...found }] : [];
    });
    const [first] = faults;
    if (!first) return undefined;
    const { block, op, ...finding } = first;
    const others = faults.length - 1;
    return {
      ...finding,
      actual:
        others === 0
          ? t('In {0}: {1}', nameOf(block), finding.actual)
          : others === 1
            ? t('In {0} (and so in 1 other block): {1}', nameOf(block), finding.actual)
            : t('In {0} (and so in {1} other blocks): {2}', nameOf(block), others, finding.actual),
      at: placeOf(subject, op ?? block.addition),
    };
  };

/** As `eachBlock`, without those whose shortcut goes past a whole other block: that is told of the shortcut. */
export const eachBranch = (fault: (block: Block) => BlockFault | undefined): Probe =>
  eachBlock((block) => (block.branch.some(({ kind }) => kind === 'addition') ? undefined : fault(block)));

/** Settings of a convolution. */
export interface Convolution {
  /** In words, such as "3 × 3". */
  window: string;
  filters: number;
  stride: number;
}

/** Whether two descriptions say the same. */
export const isSame = (one: object, other: object | undefined) =>
  JSON.stringify(one) === JSON.stringify(other);

/** The window of a convolution in words: its size, and what is unusual in it. */
export function windowOf({ kind, window }: Op): string {
  const size = window?.size ?? [0, 0];
  const dilation = Math.max(...(window?.dilation ?? [1]));
  const text = size.join(' × ');
  const dilated = dilation > 1 && text !== '1 × 1' ? t('{0} with dilation {1}', text, dilation) : text;
  return kind === 'depthwise-convolution' ? t('depthwise {0}', dilated) : dilated;
}

/** What a convolution was made with. */
export function convolutionOf(op: Op): Convolution {
  return { window: windowOf(op), filters: channelsOf(op), stride: op.window?.stride[0] ?? 1 };
}

/** A convolution in words, as in "3 × 3, 64 filters, stride 2". */
export function describeConvolution({ window, filters, stride }: Convolution): string {
  return stride > 1
    ? t('{0}, {1} filters, stride {2}', window, String(filters), stride)
    : t('{0}, {1} filters', window, String(filters));
}

/** An operation in words: what it is called, with its settings. */
export function describe(kind: OpKind, op: Op): string {
  if (kind === 'convolution') return t('convolution {0}', describeConvolution(convolutionOf(op)));
  if (!op.window) return kind === op.kind ? nameOf(op) : nameOfKind(kind);
  const { size, stride } = op.window;
  return t('{0} {1}, stride {2}', nameOfKind(kind), size.join(' × '), stride[0]);
}

/** Words in their order, as in "a, then b"; "nothing" where there are none. */
export function inOrder(words: readonly string[]): string {
  return words.length > 0 ? words.reduce((before, next) => t('{0}, then {1}', before, next)) : t('nothing');
}

export const convolutionsOf = (ops: readonly Op[]) => ops.filter(({ kind }) => kind === 'convolution');

/** As `convolutionsOf`, and those that convolve each channel on its own. */
export const allConvolutionsOf = (ops: readonly Op[]) =>
  ops.filter(({ kind }) => kind === 'convolution' || kind === 'depthwise-convolution');
