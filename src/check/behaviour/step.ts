import type { Op } from '../network/network';
import type { FeatureMap } from './featureMap';

/** What a step of a reference does; `shape` and `next` are what must hold between two of them. */
export type StepKind =
  | 'input'
  | 'convolution'
  | 'dense'
  | 'bias'
  | 'normalization'
  | 'relu'
  | 'pool'
  | 'average'
  | 'sum'
  | 'shape'
  | 'next'
  | 'output';

/** What the reference has computed up to here, and the operation of the model that computes the same. */
export interface Step {
  map: FeatureMap;
  /** In words, such as "the ReLU after convolution 2". */
  name: string;
  kind: StepKind;
  /** Of steps that were taken from the model: where they were found. */
  op: Op | undefined;
  /** Of convolutions in groups or towers: their parts, which the model may put together later. */
  parts?: readonly Step[];
  /** Of what a part does on its own: which of them it is. */
  tower?: number;
}
