import * as tf from '@tensorflow/tfjs';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import { pictureShape } from '../network/subjectNetwork';
import type { Subject } from '../subject';

/** A student's model, and the pictures to try it with. */
export interface SmallModel {
  model: tf.LayersModel;
  /** Height, width and channels. */
  shape: readonly [number, number, number];
}

const known = new WeakMap<Subject, Map<number, SmallModel>>();

/**
 * The model for pictures that are small, so that trying it is fast: as it is where it takes pictures of any size, made anew where
 * it is made for a shape; else with pictures of its own size.
 * @param side wanted height and width
 */
export function smallModel(subject: Subject, side: number): SmallModel {
  const models = known.get(subject) ?? new Map<number, SmallModel>();
  known.set(subject, models);
  const model = models.get(side) ?? findSmallModel(subject, side);
  models.set(side, model);
  return model;
}

function findSmallModel(subject: Subject, side: number): SmallModel {
  const usual = subject.model();
  const [height, width, channels] = pictureShape(usual);
  const shape = [side, side, channels] as const;
  if (takes(subject, usual, shape)) return { model: usual, shape };
  const create = [subject.training().settings.model, subject.module()['createModel']].find(takesArgument);
  if (create) {
    const made = attempt(() =>
      subject.call(t('building the model for a smaller picture'), () => create([...shape])),
    );
    if (made instanceof tf.LayersModel && pictureShape(made)[0] === side && takes(subject, made, shape))
      return { model: made, shape };
  }
  return { model: usual, shape: [height, width, channels] };
}

function takes(subject: Subject, model: tf.LayersModel, shape: readonly number[]): boolean {
  const run = () => tf.tidy(() => void model.apply(tf.zeros([1, ...shape]), { training: false }));
  return attempt(() => (subject.call(t('running the model on a smaller picture'), run), true)) ?? false;
}

/** Whether a value is a function with a parameter. One with a default does not count in its `length`. */
function takesArgument(value: unknown): value is (shape: number[]) => unknown {
  return typeof value === 'function' && /^(async\s+)?(function\b[^(]*)?\(\s*[\w$[{]/.test(value.toString());
}

function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}
