/** A volume, or a pair of image and segmentation, that cannot be prepared; the message says why. The others can. */
export class VolumeError extends Error {}
