/** Small points are not written more often. */
const leastSeconds = 5;
/** Part of the time that may go into them. */
const mostOfTime = 0.02;
/** On average: disks wear out. */
const mostBytesPerSecond = 2 * 2 ** 20;

/** When it is time to write the next point to resume from. */
export class Cadence {
  private nextAt: number;

  /** @param every seconds from one point to the next; default: as often as costs little */
  constructor(
    private readonly every: number | undefined,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.nextAt = now() + (every ?? leastSeconds);
  }

  isDue(): boolean {
    return this.now() >= this.nextAt;
  }

  /** A point has been written, or could not be. */
  wrote({ seconds, bytes }: { seconds: number; bytes: number }): void {
    const pause = this.every ?? Math.max(leastSeconds, seconds / mostOfTime, bytes / mostBytesPerSecond);
    this.nextAt = this.now() + pause;
  }
}
