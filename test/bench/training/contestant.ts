import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ContestantReport } from '../report';
import type { EngineDevice } from '../../../src/engine';
import type { ModelName } from '../../models/models';
import { median } from '../statistics';
import type { Mode } from './modes';

/** What a contestant process gets as its only argument, in JSON; `spawnedAt` (milliseconds since 1970) is added. */
export interface Setup {
  model: ModelName;
  batch: number;
  side: number;
  /** Where ours computes; PyTorch computes on CUDA where this is a GPU and it finds one, else on the CPU. */
  device: EngineDevice;
  threads: number;
  /** Steps of each mode before it reports that it is ready. */
  warmUp: number;
  /** What it will be asked to do besides training. */
  modes: readonly Mode[];
}

/** Its first line. */
export interface Ready {
  name: string;
  parameters: number;
  backend?: string;
  device?: string;
  version?: string;
  /** Of our own. */
  start?: StartParts;
}

/** Where the time from the start of a process to the end of its first step goes, in milliseconds. */
export interface StartParts {
  /** Node.js, and loading JavaScript. */
  modules: number;
  /** Loading ONNX Runtime. */
  engine: number;
  /** Layers, with their random weights. */
  model: number;
  /** Recording the first step and writing its graph. */
  recording: number;
  /** ONNX Runtime, reading and optimizing graphs. */
  compiling: number;
  /** ONNX Runtime, running them. */
  running: number;
}

/** A line that it is given: so many steps to do. */
export interface Turn {
  mode: Mode;
  steps: number;
}

/** Its answer to a turn. */
export interface Answer {
  /** Of each step. */
  millis: number[];
  /** Of each step of ours, the part that was not spent inside ONNX Runtime. */
  outsideMillis?: number[];
  /** Resident memory after each step of ours. */
  rssBytes?: number[];
  /** Tensors that are alive, ours. */
  tensors?: number;
  /** The loss, or the first logit where only that is known. */
  value: number;
  peakRssBytes: number;
}

/** A live process that works when it is its turn and sleeps otherwise. */
export class Contestant {
  private readonly lines: AsyncIterator<string>;
  private readonly answers: Record<Mode, Answer[]> = { train: [], evaluate: [], predict: [] };
  private readonly child: ChildProcess;

  constructor(program: string, args: string[], setup: Setup & { layout?: string }, env: NodeJS.ProcessEnv) {
    const spawnedAt = performance.timeOrigin + performance.now();
    const child = spawn(program, [...args, JSON.stringify({ ...setup, spawnedAt })], {
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child = child;
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Waits until the model is built and warmed up. */
  ready(): Promise<Ready> {
    return this.read<Ready>();
  }

  async takeTurn(turn: Turn): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(turn)}\n`);
    const answer = await this.read<Answer>();
    this.answers[turn.mode].push(answer);
    return answer;
  }

  report(mode: Mode, name: string, batch: number): ContestantReport {
    const answers = this.answers[mode];
    const millis = answers.flatMap((answer) => answer.millis);
    const outside = answers.flatMap(({ outsideMillis = [] }) => outsideMillis);
    const medianMillis = median(millis);
    const last = answers[answers.length - 1];
    return {
      name,
      medianMillis,
      fastestMillis: Math.min(...millis),
      ...(outside.length > 0 ? { outsideMillis: median(outside) } : {}),
      imagesPerSecond: (batch / medianMillis) * 1000,
      steps: millis.length,
      value: last.value,
      peakRssBytes: last.peakRssBytes,
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
