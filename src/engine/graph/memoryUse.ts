/** What the memory of a device holds, in bytes, as far as it tells. */
export interface MemoryUse {
  /** In use now. */
  used?: number | undefined;
  /** The most that ever was in use. */
  peak?: number | undefined;
}

/** What was known of a device's memory when it was not enough, in bytes. */
export interface Shortage {
  /** In use without what the failed graph had made. */
  before: number;
  /** In use when it failed. */
  used: number;
  /** What was asked for then, in vain. */
  tried: number;
  /** The most that could be in use. */
  limit: number;
}

/** Thrown where the memory was not enough, by a device that knows its figures. */
export class ShortageError extends Error {
  constructor(
    message: string,
    readonly shortage: Shortage,
  ) {
    super(message);
  }
}
