import type { ProgressEvent } from '../protocol/events';

const settledMillis = 500;

/** Works out rate and time left from the progress itself, for phases of work that do not tell them. */
export class PhaseClock {
  private phase: ProgressEvent['phase'] | undefined;
  private start = { millis: 0, done: 0 };

  /** The progress with rate and time left, once the phase has gone on long enough to tell. */
  complete(progress: ProgressEvent, now: Date): ProgressEvent {
    const millis = now.getTime();
    if (progress.phase !== this.phase || progress.done < this.start.done) {
      this.phase = progress.phase;
      this.start = { millis, done: progress.done };
    }
    const elapsed = millis - this.start.millis;
    const done = progress.done - this.start.done;
    if (progress.rate !== undefined || done === 0 || elapsed < settledMillis) return progress;
    const rate = done / (elapsed / 1000);
    return { etaSeconds: (progress.total - progress.done) / rate, ...progress, rate };
  }
}
