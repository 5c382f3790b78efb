import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import type { Exercise } from '../course/manifest';
import type { Finding } from '../protocol/checkReport';
import { FailureError, toFailure } from '../protocol/failure';
import type { ModelSummary } from '../protocol/modelSummary';
import type { Failure } from '../protocol/run';
import { loadCheckpoint, predictLogits, type Deadlines, type Log } from '../train';
import { foreign, t } from '../words';
import type { Check, FindingInput } from './check';
import type { Predicted, PredictRequest } from './contained/messages';
import { findingOf, type Outcome } from './runChecks';
import { summarize } from './summarize';
import { relativeTo, Subject, type PreparedFile } from './subject';

/** A check is to be over in seconds: what takes longer is a loop without end. */
const deadlines: Deadlines = { setupMs: 20_000, stepMs: 60_000 };
const mostFindings = 20;

/** Runs the probes of an exercise on a student's prepared files, in this process. */
export class Executor {
  private readonly subjects = new Map<string, Subject>();
  private trained: { checkpoint: string; model: tf.LayersModel; weights: string } | undefined;

  /** @param folder absolute path of the student's folder of the exercise */
  constructor(
    private readonly exercise: Pick<Exercise, 'id' | 'tasks'> | undefined,
    private readonly checks: readonly Check[],
    files: readonly PreparedFile[],
    private readonly folder: string,
    options: { log: Log; deadlines?: Deadlines },
  ) {
    const open = (file: string) => this.subject(file);
    for (const file of files)
      this.subjects.set(file.file, new Subject(file, folder, open, { deadlines, ...options }));
  }

  async execute(id: string): Promise<Outcome> {
    const check = this.checks.find((candidate) => candidate.id === id);
    const { exercise } = this;
    if (!check || !exercise) throw new Error(`There is no check ${id}.`);
    const subject = this.subject(placeInExercise(exercise, check).file);
    // Lets messages out and in: probes are synchronous, as a rule.
    await setImmediate();
    try {
      const found = [await check.probe(subject)].flat();
      return { findings: found.flatMap((one) => (one ? [completed(one)] : [])).slice(0, mostFindings) };
    } catch (error) {
      const stopped = findingOf(subject.failureOf(error), check.title, (file) =>
        relativeTo(this.folder, file),
      );
      return { stopped: completed(stopped) };
    }
  }

  /** What a file's model is made of, or why there is none. */
  summarize(file: string): ModelSummary | { failure: Failure } {
    try {
      const subject = this.subject(file);
      const model = subject.model();
      return subject.call(t('looking at the model'), () =>
        summarize(model, (name) => subject.placeOfLayer(name)),
      );
    } catch (error) {
      return { failure: toFailure(error) };
    }
  }

  /** What a file's model says of slices with the weights of a checkpoint, or why it says nothing. */
  async predict({
    file,
    checkpoint,
    images: text,
  }: Omit<PredictRequest, 'type'>): Promise<Predicted | { failure: Failure }> {
    try {
      const subject = this.subject(file);
      const { model, weights } = await this.withWeights(subject, checkpoint);
      const images = new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);
      const logits = subject.compute(t('predicting'), () => predictLogits(model, { images }));
      if (!logits.every(Number.isFinite))
        throw new FailureError({
          what: t(
            'The model has no prediction for a slice: its logits are {0}.',
            Array.from(logits).join(', '),
          ),
        });
      return { logits: Array.from(logits), weights };
    } catch (error) {
      return { failure: toFailure(error) };
    }
  }

  private async withWeights(
    subject: Subject,
    checkpoint: string,
  ): Promise<{ model: tf.LayersModel; weights: string }> {
    if (this.trained?.checkpoint !== checkpoint) {
      const { model } = subject.build();
      const { fingerprint } = await loadCheckpoint(checkpoint, model);
      this.trained = { checkpoint, model, weights: fingerprint };
    }
    return this.trained;
  }

  private subject(file: string): Subject {
    const subject = this.subjects.get(file);
    if (!subject) throw new Error(`No task of the exercise is about ${file}.`);
    return subject;
  }
}

/**
 * The file that a check is about, and the option that it belongs to.
 * @throws Error when the check names no task of the exercise: a fault of its author
 */
export function placeInExercise(
  { id, tasks }: Pick<Exercise, 'id' | 'tasks'>,
  check: Check,
): { file: string; option: string | undefined } {
  const task = tasks.find((candidate) => candidate.id === check.item);
  if (!task) throw new Error(`Check ${check.id} is for ${check.item}, which is no task of exercise ${id}.`);
  return { file: task.file, option: task.option };
}

function completed({ probed, expected, actual, why, hints = [], at }: FindingInput): Finding {
  return {
    probed: foreign(probed),
    expected: foreign(expected),
    actual: foreign(actual),
    ...(why === undefined ? {} : { why: foreign(why) }),
    hints: hints.map((hint) => foreign(hint)),
    ...(at ? { at } : {}),
  };
}
