import {
  channelsOf,
  networkAt,
  networkOfFunction,
  placeOf,
  residualBlocks,
  type Block,
  type FindingInput,
  type Network,
  type Op,
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
    const nameOf = (block: Block) => `block ${blocks.indexOf(block) + 1} (output ${sizeOf(block.addition)})`;
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
      networkOfFunction(subject, 'building identityBlock', [16, 16, 64], (x) => identity(x, 16, 1)),
      networkOfFunction(subject, 'building projectionBlock', [16, 16, 32], (x) => projection(x, 16, 2)),
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
    const also = others > 0 ? ` (and so in ${others} ${others === 1 ? 'other block' : 'other blocks'})` : '';
    return {
      ...finding,
      actual: `In ${nameOf(block)}${also}: ${finding.actual}`,
      at: placeOf(subject, op ?? block.addition),
    };
  };

/** A convolution in words, as in "3 × 3, 64 filters, stride 2". */
export function describeConvolution(op: Op): string {
  const [height, width] = op.window?.size ?? [0, 0];
  const stride = op.window?.stride[0] ?? 1;
  return `${height} × ${width}, ${channelsOf(op)} filters${stride > 1 ? `, stride ${stride}` : ''}`;
}

export const convolutionsOf = (ops: readonly Op[]) => ops.filter(({ kind }) => kind === 'convolution');
