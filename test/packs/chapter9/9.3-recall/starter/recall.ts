export function recallByClass(_truth: number[], _predicted: number[]): number[] {
  throw new Error('recallByClass() is not written yet.');
}
