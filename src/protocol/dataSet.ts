import type { SplitName } from './run';

/** Name of a data set's folder. */
export const datasetFolder = 'Clean_LiTS';

/** Name of the table of a split, inside a data set's folder. */
export const csvName = (split: SplitName): string => `${split}_classes.csv`;
