import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ContestantReport } from '../report';
import type { ModelName } from '../../models/models';
import { median } from '../statistics';

/** What a contestant process gets as its only argument, in JSON. */
export interface Setup {
  model: ModelName;
  batch: number;
  side: number;
  threads: number;
  /** Steps before it reports that it is ready. */
  warmUp: number;
}

/** Its first line. */
export interface Ready {
  name: string;
  parameters: number;
  backend?: string;
  device?: string;
  version?: string;
}

/** A line that it is given: so many steps to do. */
export interface Turn {
  steps: number;
}

/** Its answer to a turn. */
export interface Answer {
  millis: number[];
  loss: number;
  peakRssBytes: number;
}

/** A live process that trains when it is its turn and sleeps otherwise. */
export class Contestant {
  private readonly lines: AsyncIterator<string>;
  private readonly millis: number[] = [];
  private last: Answer | undefined;
  private readonly child: ChildProcess;

  constructor(program: string, args: string[], env: NodeJS.ProcessEnv) {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.child = child;
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Waits until the model is built and warmed up. */
  ready(): Promise<Ready> {
    return this.read<Ready>();
  }

  async takeTurn(turn: Turn): Promise<void> {
    this.child.stdin?.write(`${JSON.stringify(turn)}\n`);
    this.last = await this.read<Answer>();
    this.millis.push(...this.last.millis);
  }

  report(name: string, batch: number): ContestantReport {
    const medianMillis = median(this.millis);
    return {
      name,
      medianMillis,
      fastestMillis: Math.min(...this.millis),
      imagesPerSecond: (batch / medianMillis) * 1000,
      steps: this.millis.length,
      loss: this.last?.loss ?? NaN,
      peakRssBytes: this.last?.peakRssBytes ?? 0,
    };
  }

  leave(): void {
    this.child.kill();
  }

  private async read<T>(): Promise<T> {
    for (;;) {
      const line = await this.lines.next();
      if (line.done) throw new Error('A benchmark process ended early; its message is above.');
      if (line.value.startsWith('{')) return JSON.parse(line.value) as T;
    }
  }
}
