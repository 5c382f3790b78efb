import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import * as z from 'zod';
import { t } from '../../words';
import { ShortageError } from '../graph/memoryUse';
import type { Said, ThreadData } from './thread';
import { Window } from './window';

/** What the package `lits_torch` says first, as one line. */
const greetingSchema = z.union([
  z.object({ lits_torch: z.literal(1), torch: z.string(), device: z.string() }),
  z.object({ lits_torch: z.literal(1), missing: z.string() }),
  z.object({ lits_torch: z.literal(1), refused: z.string() }),
  z.object({ lits_torch: z.literal(1), apart: z.string() }),
]);
const shortageSchema = z.object({
  before: z.number(),
  used: z.number(),
  tried: z.number(),
  limit: z.number(),
});
const answerSchema = z.union([
  z.object({ done: z.unknown() }),
  z.object({ error: z.string(), memory: shortageSchema.optional() }),
]);

/** Why a Python does not serve. */
export interface Refusal {
  /**
   * `absent`: there is no such program. `missing`: it has no PyTorch. `refused`: PyTorch has no such device, or cannot use it.
   * `apart`: the processes of a training have not come together. `crashed` and `silent`: no answer came.
   */
  kind: 'absent' | 'missing' | 'refused' | 'apart' | 'crashed' | 'silent';
  message: string;
}

/** The process has ended, or its end was waited for in vain. */
export class ProcessEnded extends Error {}

export interface ProcessOptions {
  /** The interpreter. */
  python: string;
  /** Folder of `torchThread.cjs` and of `python/`. */
  programs: string;
  /** PyTorch's name of a device; empty for the best. */
  device: string;
  threads: number;
  /** How long importing PyTorch may take. */
  startMillis: number;
  /** How long an answer may take before the process is given up; default: longer than any step on a slow machine. */
  answerMillis?: number | undefined;
  /** Where this is one of several processes of PyTorch's launcher: how long they wait for each other. */
  ranks?: RanksOptions | undefined;
}

/** How processes of PyTorch's launcher work together. */
export interface RanksOptions {
  /** How long one waits for the others, at the start and in each step. */
  waitSeconds: number;
}

const waitMillis = (ranks: RanksOptions | undefined): number => 1000 * (ranks?.waitSeconds ?? 0);

const usualAnswerMillis = 20 * 60_000;

/** A command of `lits_torch` and what it takes; see `python/lits_torch/server.py`. */
export type Command = readonly [name: string, ...values: unknown[]];

/** A Python process that computes for the engine. */
export class PythonProcess {
  private ended: ProcessEnded | undefined;

  private constructor(
    /** The device as PyTorch calls it. */
    readonly device: string,
    readonly window: Window,
    private readonly thread: Thread,
  ) {}

  static async start(options: ProcessOptions): Promise<PythonProcess | Refusal> {
    const window = Window.open();
    const thread = new Thread(options, window.handedOn());
    const greeting = await thread.greeting(options.startMillis + waitMillis(options.ranks));
    if ('device' in greeting) return new PythonProcess(greeting.device, window, thread);
    thread.end();
    window.close();
    return greeting;
  }

  /**
   * Has the commands done, one after the other, and blocks until they are; the answer is the last one's.
   * @throws Error with what Python says when one of them fails, ShortageError where it tells of the memory; ProcessEnded
   */
  ask(commands: readonly Command[]): unknown {
    if (this.ended) throw this.ended;
    this.thread.say(JSON.stringify(commands));
    for (;;) {
      const said = this.thread.hears();
      if ('ended' in said) throw (this.ended = new ProcessEnded(ending(said)));
      const { success, data: answer } = answerSchema.safeParse(jsonOf(said.line));
      // What a library prints, past Python, is no answer.
      if (!success) continue;
      if ('error' in answer)
        throw answer.memory ? new ShortageError(answer.error, answer.memory) : new Error(answer.error);
      return answer.done;
    }
  }

  /** Whether it can be asked no more. */
  get isOver(): boolean {
    return this.ended !== undefined;
  }

  end(): void {
    this.ended ??= new ProcessEnded('ended');
    this.thread.end();
    this.window.close();
  }
}

/** How a process has ended, and what it has printed last. */
function ending({ ended, errors }: Extract<Said, { ended: string }>): string {
  const last = errors.trim().split('\n').at(-1);
  return last ? `${howEnded(ended)} ${last}` : howEnded(ended);
}

/** @param ended a signal, an exit code, or a sentence. */
function howEnded(ended: string): string {
  if (ended === 'SIGKILL')
    return t(
      'It was ended by force (SIGKILL), as a system does when memory runs short: a smaller batch needs less.',
    );
  if (/^SIG[A-Z]+$/.test(ended)) return t('It was ended by the signal {0}.', ended);
  if (/^\d+$/.test(ended)) return t('It ended with the exit code {0}.', ended);
  return ended;
}

/** Python looks for packages where it is started first: not in the folder of the student. */
export const pythonOptions = (programs: string) => ({
  cwd: path.join(programs, 'python'),
  env: { ...process.env, PYTHONSAFEPATH: undefined, PYTHONDONTWRITEBYTECODE: '1' },
  windowsHide: true,
});

class Thread {
  private readonly signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly port;
  /** What was said and not yet listened to. */
  private readonly heard: Said[] = [];
  private onHeard: () => void = () => undefined;

  private readonly answerMillis: number;

  constructor(
    { python, programs, device, threads, answerMillis = usualAnswerMillis, ranks }: ProcessOptions,
    window: ReturnType<Window['handedOn']>,
  ) {
    this.answerMillis = answerMillis + waitMillis(ranks);
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const limit = ranks ? [String(ranks.waitSeconds)] : [];
    const data: ThreadData = {
      command: python,
      arguments: ['-u', '-m', 'lits_torch', device, String(threads), window.file, ...limit],
      inherited: window.inherited,
      options: pythonOptions(programs),
      port: port2,
      signal: this.signal,
    };
    const worker = new Worker(path.join(programs, 'torchThread.cjs'), {
      workerData: data,
      transferList: [port2],
    });
    worker.on('error', ({ message }) => this.hear({ ended: message, errors: '' }));
    worker.unref();
    port1.on('message', (said: Said) => this.hear(said));
    port1.unref();
  }

  /** The first line that is the package's: what is printed while Python starts is passed over. */
  async greeting(millis: number): Promise<{ device: string } | Refusal> {
    const timer = new AbortController();
    const late = delay(millis, 'late' as const, { signal: timer.signal });
    late.catch(() => undefined);
    try {
      for (;;) {
        const said = await Promise.race([this.next(), late]);
        if (said === 'late') return { kind: 'silent', message: String(millis / 1000) };
        if ('ended' in said)
          return { kind: /ENOENT|EACCES/.test(said.ended) ? 'absent' : 'crashed', message: ending(said) };
        const greeting = greetingSchema.safeParse(jsonOf(said.line));
        if (!greeting.success) continue;
        if ('missing' in greeting.data) return { kind: 'missing', message: greeting.data.missing };
        if ('refused' in greeting.data) return { kind: 'refused', message: greeting.data.refused };
        if ('apart' in greeting.data) return { kind: 'apart', message: greeting.data.apart };
        return greeting.data;
      }
    } finally {
      timer.abort();
    }
  }

  say(line: string): void {
    this.port.postMessage(line);
  }

  /** Blocks until something was said. */
  hears(): Said {
    const late = performance.now() + this.answerMillis;
    for (;;) {
      const seen = Atomics.load(this.signal, 0);
      const said = this.heard.shift() ?? this.received();
      if (said) return said;
      if (Atomics.wait(this.signal, 0, seen, late - performance.now()) !== 'timed-out') continue;
      this.end();
      return { ended: t('It has not answered for {0} seconds.', this.answerMillis / 1000), errors: '' };
    }
  }

  /** Ends the process, whatever it does. */
  end(): void {
    this.port.postMessage(null);
  }

  private hear(said: Said): void {
    this.heard.push(said);
    this.onHeard();
  }

  private async next(): Promise<Said> {
    for (;;) {
      const said = this.heard.shift();
      if (said) return said;
      await new Promise<void>((resolve) => {
        this.onHeard = resolve;
      });
    }
  }

  /** What was said but could not be heard, for this thread has not been free. */
  private received(): Said | undefined {
    return receiveMessageOnPort(this.port)?.message as Said | undefined;
  }
}

/** What a line says; undefined where it is no JSON. */
export function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
