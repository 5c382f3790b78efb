export { openDataset, type Dataset, type Split } from './dataset';
export type { Batch } from './batches';
export { DatasetError } from './failure';
export { prepareSample } from './sample';
