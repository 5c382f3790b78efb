/** The classes of the slice classification task; the index is the label. */
export const classNames = ['no liver', 'liver', 'lesion'] as const; // no text: evaluations keep these names

export const classCount = classNames.length;

/** Side of the square, single-channel input picture in pixels. */
export const imageSide = 256;
