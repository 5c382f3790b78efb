import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import type { Answer, Question } from './child';

export interface PoolOptions {
  /** Folder of the repository, of the type declarations, and of a data set to train on. */
  repository: string;
  typings: string;
  data: string;
  processes: number;
  /** How long one program may take before its process counts as hanging. */
  patienceMillis: number;
  onAnswer?: (answer: Answer) => void;
}

/** A process is replaced after so many programs: what they leave behind adds up. */
const programsOfAProcess = 60;

/** Builds the program that answers. @returns its path */
export async function buildChild(repository: string): Promise<string> {
  const outfile = path.join(repository, 'artifacts/fuzz/child.cjs');
  await build({
    entryPoints: [path.join(repository, 'test/fuzz/child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    alias: { 'lits/check': path.join(repository, 'src/check/authoring.ts') },
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node', 'sharp', 'esbuild', 'typescript'],
    logLevel: 'error',
  });
  return outfile;
}

/**
 * Runs programs in processes that are ended when they hang, and replaced when they die. What is found is confirmed in a process of
 * its own: one program must not be blamed for what another one has left behind.
 */
export async function answersTo(questions: readonly Question[], options: PoolOptions): Promise<Answer[]> {
  const program = await buildChild(options.repository);
  const waiting = [...questions];
  const answers: Answer[] = [];
  const work = async () => {
    let child: Child | undefined;
    for (let question = waiting.shift(); question; question = waiting.shift()) {
      child ??= new Child(program, options);
      let answer = await child.ask(question);
      if (answer.faults.length > 0 || child.asked >= programsOfAProcess) {
        child.end();
        child = undefined;
      }
      if (answer.faults.length > 0) {
        const alone = new Child(program, options);
        answer = await alone.ask(question);
        alone.end();
      }
      answers.push(answer);
      options.onAnswer?.(answer);
    }
    child?.end();
  };
  await Promise.all(Array.from({ length: options.processes }, work));
  return answers.sort((a, b) => a.seed - b.seed);
}

class Child {
  asked = 0;
  private readonly process: ChildProcess;
  private readonly ready: Promise<void>;
  private output = '';

  constructor(
    program: string,
    private readonly options: PoolOptions,
  ) {
    const { repository, typings, data } = options;
    this.process = fork(program, [repository, typings, data], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.ready = new Promise((resolve, reject) => {
      this.process.once('message', () => resolve());
      this.process.once('exit', () => reject(new Error(`The process did not start: ${this.output}`)));
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-2000)));
  }

  async ask(question: Question): Promise<Answer> {
    await this.ready;
    this.asked++;
    return new Promise((resolve) => {
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        this.process.removeAllListeners();
        resolve(answer);
      };
      const broken = (fault: string) => settle({ ...question, end: 'broken', faults: [fault] });
      const timer = setTimeout(() => broken('it hangs'), this.options.patienceMillis);
      this.process.once('message', (answer) => settle(answer as Answer));
      this.process.once('exit', (code, signal) =>
        broken(`the process died (${signal ?? code}): ${this.output}`),
      );
      this.process.send(question);
    });
  }

  end(): void {
    this.process.removeAllListeners();
    this.process.kill('SIGKILL');
  }
}
