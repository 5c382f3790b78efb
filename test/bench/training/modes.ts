/** What the contestants do in a turn, in the order of the report. */
export const modes = ['train', 'evaluate', 'predict'] as const;
export type Mode = (typeof modes)[number];
