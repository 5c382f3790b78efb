import type { ToComparison } from '../../panels/comparison';
import type { EpochLine, MetricLine, StepLine } from '../../protocol/run';
import { MetricsTail } from '../../runs';

type CurveMessage = Extract<ToComparison, { type: 'curve' }>;

/** So many lines make a message of about a hundred kilobytes. */
const mostLines = 4096;

/** Feeds a page with the curves of some runs: all that their files hold, one run after the other, then what comes to it. */
export class CurvesFeed {
  private tails = new Map<string, MetricsTail>();
  private readonly due = new Set<string>();
  private reading: Promise<void> | undefined;
  private isListening = false;

  constructor(private readonly post: (message: CurveMessage) => void) {}

  /** The page has begun anew, and knows no curve. */
  async begin(runDirs: readonly string[]): Promise<void> {
    this.pause();
    await this.reading;
    this.tails = new Map();
    this.isListening = true;
    await this.add(runDirs);
  }

  /** Gives the curves of further runs. */
  add(runDirs: readonly string[]): Promise<void> {
    for (const dir of runDirs) if (!this.tails.has(dir)) this.tails.set(dir, new MetricsTail(dir));
    return this.look(runDirs);
  }

  /** Something may have come to a run's file. */
  look(runDirs: readonly string[]): Promise<void> {
    if (!this.isListening) return Promise.resolve();
    for (const dir of runDirs) if (this.tails.has(dir)) this.due.add(dir);
    this.reading ??= this.readDue().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** The page is hidden, and so gone. */
  pause(): void {
    this.isListening = false;
    this.due.clear();
  }

  private async readDue(): Promise<void> {
    for (const dir of this.due) {
      this.due.delete(dir);
      const tail = this.tails.get(dir);
      if (tail) await this.read(dir, tail);
    }
  }

  private async read(runDir: string, tail: MetricsTail): Promise<void> {
    let lines: MetricLine[] = [];
    let fresh = false;
    const send = () => {
      if (lines.length > 0 || fresh) this.post(curveMessage(runDir, { fresh, lines, damaged: tail.damaged }));
      [lines, fresh] = [[], false];
    };
    for await (const part of tail.read()) {
      if (!this.isListening) return;
      if (part.fresh) [lines, fresh] = [[], true];
      lines.push(...part.lines);
      if (lines.length >= mostLines) send();
    }
    send();
  }
}

function curveMessage(
  runDir: string,
  { fresh, lines, damaged }: { fresh: boolean; lines: readonly MetricLine[]; damaged: number },
): CurveMessage {
  const steps = lines.filter((line): line is StepLine => line.kind === 'step');
  const column = (name: 'step' | 'epoch' | 'seconds' | 'loss' | 'accuracy') =>
    Buffer.from(Float32Array.from(steps, (line) => line[name]).buffer).toString('base64');
  return {
    type: 'curve',
    runDir,
    fresh,
    step: column('step'),
    epoch: column('epoch'),
    seconds: column('seconds'),
    loss: column('loss'),
    accuracy: column('accuracy'),
    validations: lines.filter((line): line is EpochLine => line.kind === 'epoch'),
    damaged,
  };
}
