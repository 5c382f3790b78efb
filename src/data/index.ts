export { openDataset, type Dataset, type Split } from './dataset';
export type { Batch, BatchOptions } from './batches';
export { DatasetError } from './failure';
export { prepareSample, type Sample, type SampleOptions } from './sample';
export { mixSeed } from './shuffle';
