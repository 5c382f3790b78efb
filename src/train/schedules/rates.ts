/** What a schedule moves. */
export interface Rates {
  learningRate: number;
  /** Momentum, or the first beta. */
  momentum: number;
}
