import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { GraphError, retrace } from '../engine';
import type { Place } from '../protocol/checkReport';
import { FailureError, knownFailureOf, toFailure } from '../protocol/failure';
import type { Failure } from '../protocol/run';
import type { RunContents } from '../runs';
import {
  callPosition,
  buildTraining,
  openProgram,
  randomStream,
  runStudentCode,
  stackPositions,
  studentFailure,
  trainingOf,
  type CompiledProgram,
  type Deadlines,
  type LoadedTraining,
  type Log,
  type StudentModule,
} from '../train';
import { t } from '../words';

/** A file of the student's, with all that is known of it before any of it is run. */
export interface PreparedFile {
  /** Relative to the exercise's folder, with forward slashes. */
  file: string;
  source: string;
  /** Checked and bundled; or what is wrong with it; `absent` where there is no such file. */
  compiled: { program: CompiledProgram } | { failure: Failure } | 'absent';
  runs: readonly RecordedRun[];
}

/** A run of a file. */
export interface RecordedRun extends RunContents {
  /** Whether it trained the very code that is checked. */
  isCurrent: boolean;
}

/** Everything random in a check comes from here, so that it always shows the same. */
const seed = 1;

/**
 * A file of the student's work, as a probe sees it. Everything is done when it is first asked for, and once; what goes wrong in
 * the student's code is thrown as a FailureError with their line, which the runner makes a finding of.
 */
export class Subject {
  private readonly done = new Map<string, { value: unknown } | { error: unknown }>();

  /** @param folder absolute path of the student's folder of the exercise */
  constructor(
    private readonly prepared: PreparedFile,
    private readonly folder: string,
    private readonly others: (file: string) => Subject,
    private readonly options: { log: Log; deadlines: Deadlines },
  ) {}

  /** Relative to the exercise's folder. */
  get file(): string {
    return this.prepared.file;
  }

  /** Text of the file. */
  get source(): string {
    return this.prepared.source;
  }

  /** Runs of this very code, the latest first. */
  get runs(): readonly RecordedRun[] {
    return this.prepared.runs.filter(({ isCurrent }) => isCurrent);
  }

  /** Runs of the file as it was before it was changed, the latest first. */
  get earlierRuns(): readonly RecordedRun[] {
    return this.prepared.runs.filter(({ isCurrent }) => !isCurrent);
  }

  /** Another file of the exercise that one of its tasks names. */
  open(file: string): Subject {
    return this.others(file);
  }

  /** The same file, of which nothing has been run: what it remembers and draws begins once more. */
  anew(): Subject {
    return new Subject(this.prepared, this.folder, this.others, this.options);
  }

  /** What the file exports. */
  module(): Record<string, unknown> {
    return this.studentModule().exports;
  }

  /** What the file exports by default with `defineTraining`, its settings in range. */
  training(): LoadedTraining {
    return this.once('training', () => trainingOf(this.studentModule(), this.options));
  }

  /** The training's model, with the same weights each time. Leave it as you found it: other probes look at it too. */
  model(): tf.LayersModel {
    return this.once('model', () => this.buildAnew().model);
  }

  /** A model and optimizer of your own, to train or to change. */
  build(): { model: tf.LayersModel; optimizer: tf.Optimizer } {
    // What cannot be built is not built again: an endless loop would cost its deadline each time.
    this.model();
    return this.buildAnew();
  }

  private buildAnew() {
    return buildTraining(this.training(), { seed, ...this.options });
  }

  /**
   * Calls student code: with a deadline, with seeded randomness, its errors with the student's line.
   * @param task what it is asked to do, in the language that is spoken: "building the model", "Aufbau des Modells"
   */
  call<T>(task: string, run: () => T): T {
    return runStudentCode(this.studentModule().program, this.scope(task), run);
  }

  /** As `call`, and reads the tensor that is computed; what is made on the way is disposed. */
  compute(task: string, run: () => tf.Tensor): Float32Array {
    const record = () => this.call(task, () => tf.tidy(run));
    const tensor = record();
    try {
      return this.call(task, () => tensor.dataSync<'float32'>());
    } catch (error) {
      const cause = error instanceof FailureError ? error.cause : error;
      if (!(cause instanceof GraphError)) throw error;
      if (cause.failure.reason === 'refused') retrace(cause, record);
      throw studentFailure(this.studentModule().program, { task }, cause);
    } finally {
      tensor.dispose();
    }
  }

  /** What has stopped a probe: where it is nothing that is known, the student's code has made what the probe could not look at. */
  failureOf(error: unknown): Failure {
    const known = knownFailureOf(error);
    const program = this.program();
    if (known || !program) return known ?? toFailure(error);
    return studentFailure(program, { task: t('looking at your work') }, error).failure;
  }

  /** Where a setting of the training is written, or the function that it names. */
  placeOfSetting(name: string): Place | undefined {
    const positions = this.program()?.positions;
    return this.place(positions?.settings[name] ?? positions?.training);
  }

  /** Where a layer of the model was made. */
  placeOfLayer(name: string): Place | undefined {
    return this.place(callPosition(this.training().program, name));
  }

  /** The student's places on a stack, the innermost first. */
  placesOnStack(stack: string): Place[] {
    return stackPositions(this.studentModule().program, stack).flatMap(
      (position) => this.place(position) ?? [],
    );
  }

  /** What is wrong at the student's line that a stack leads to. */
  failureAt(stack: string, failure: Pick<Failure, 'what' | 'why' | 'next'>): FailureError {
    const positions = stackPositions(this.studentModule().program, stack);
    const problem = { severity: 'error', message: failure.what, source: 'runtime' } as const;
    const problems = positions.slice(0, 1).map((position) => ({ ...position, ...problem }));
    return new FailureError({ ...failure, problems });
  }

  /** The first place of the text that the pattern fits. */
  find(pattern: RegExp): Place | undefined {
    const index = this.source.search(pattern);
    if (index < 0) return undefined;
    const before = this.source.slice(0, index).split('\n');
    return { file: this.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }

  private place(at: { file: string; line: number; column: number } | undefined): Place | undefined {
    return at && { ...at, file: relativeTo(this.folder, at.file) };
  }

  private program(): CompiledProgram | undefined {
    const { compiled } = this.prepared;
    return compiled !== 'absent' && 'program' in compiled ? compiled.program : undefined;
  }

  private studentModule(): StudentModule {
    return this.once('module', () => {
      const { compiled } = this.prepared;
      if (compiled === 'absent')
        throw new FailureError({
          what: t('{0} does not exist yet.', this.file),
          next: t('The instructions say what goes into it.'),
        });
      if ('failure' in compiled) throw new FailureError(compiled.failure);
      return openProgram(compiled.program, this.options);
    });
  }

  private scope(task: string) {
    const { log, deadlines } = this.options;
    return { log, random: randomStream(seed, 'step'), task, deadlineMs: deadlines.setupMs };
  }

  private once<T>(name: string, make: () => T): T {
    let result = this.done.get(name);
    if (!result) {
      try {
        result = { value: make() };
      } catch (error) {
        result = { error };
      }
      this.done.set(name, result);
    }
    if ('error' in result) throw result.error;
    return result.value as T;
  }
}

/** A path inside a folder, with forward slashes. */
export function relativeTo(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}
