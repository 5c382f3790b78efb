export { checkDataset } from './inspect/checkDataset';
export { openDataset, type Dataset, type Split } from './dataset';
export type { Batch, Rows } from './batches';
export { DatasetError } from './failure';
export { downloadDataset } from './lits/downloadDataset';
export { openMasks } from './masks';
export { prepareSample } from './sample';
export { prepareVolumes } from './volumes/prepareVolumes';
export { readSlicePictures } from './slicePictures';
