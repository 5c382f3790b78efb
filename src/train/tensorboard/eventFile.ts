import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricLine } from '../../protocol/run';
import { restartEvent, scalarsEvent, versionEvent } from './event';
import { record } from './record';
import { scalarsOf } from './scalars';

const prefix = 'events.out.tfevents.';

/**
 * The event file of a run, which TensorBoard reads while it grows. A run that goes on gets another one, which begins with what
 * takes back the steps that are done again. A line is with the system when `add` returns.
 */
export class EventFile {
  private file: string | undefined;

  /** @param runDir folder of the run, which is there when the first line is */
  constructor(
    private readonly runDir: string,
    private readonly now = () => new Date(),
  ) {}

  add(line: MetricLine): void {
    const when = { wallTime: this.now().getTime() / 1000, step: line.step };
    const values = scalarsEvent(when, scalarsOf(line));
    if (this.file !== undefined) {
      appendFileSync(this.file, record(values));
      return;
    }
    const earlier = eventFiles(this.runDir).length;
    const again = earlier > 0 ? [restartEvent(when)] : [];
    // TensorBoard reads the files of a folder in the order of their names. After the time, others write what machine it was.
    const seconds = String(Math.floor(when.wallTime)).padStart(10, '0');
    this.file = join(this.runDir, `${prefix}${seconds}.lits.${earlier}`);
    appendFileSync(this.file, Buffer.concat([versionEvent(when.wallTime), ...again, values].map(record)));
  }
}

/** Names of the event files that a run has. */
export function eventFiles(runDir: string): string[] {
  return readdirSync(runDir).filter((name) => name.startsWith(prefix));
}
