import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import type { ModelSummary } from '../../../src/protocol/modelSummary';
import { questionSchema } from '../../../src/protocol/question';
import type { EpochLine } from '../../../src/protocol/run';
import { makeQuiz } from '../../../src/quiz';
import { everyQuestion } from '../../../src/quiz/makeQuiz';
import { runRecord } from '../runRecord';
import { smallCnn } from './models';

let model: ModelSummary;
beforeAll(async () => {
  await startEngine();
  model = smallCnn();
});

/** A run with these losses, an epoch each. */
function run(id: string, losses: readonly number[], valLosses: readonly number[]) {
  const metrics = valLosses.map((valLoss, index): EpochLine => ({
    kind: 'epoch',
    epoch: index + 1,
    step: (index + 1) * 10,
    loss: losses[index] ?? 0,
    accuracy: 0.5,
    valLoss,
    valAccuracy: 1 - valLoss / 2,
    seconds: index,
  }));
  return { record: runRecord({ id, state: 'done' }), metrics };
}

const falling = [1, 0.8, 0.6, 0.4, 0.2];
const overfitting = run('over', falling, [0.9, 0.7, 0.6, 0.8, 1]);
const sound = run('sound', falling, [0.9, 0.8, 0.7, 0.65, 0.6]);
const unclear = run('unclear', falling, [0.9, 0.8, 0.6, 0.62, 0.63]);
const onRuns = (runs: (typeof sound)[], kind: string) =>
  everyQuestion({ model, runs })
    .flat()
    .filter(({ id }) => id.startsWith(`${kind}:`));
const answersOn = (runs: (typeof sound)[], kind: string) =>
  onRuns(runs, kind).map(({ choices, answer }) => choices[answer]?.text);

it('asks the same for the same seed, and something else for another', () => {
  const runs = [overfitting, sound];
  expect(makeQuiz({ model, runs }, 7)).toEqual(makeQuiz({ model, runs }, 7));
  expect(makeQuiz({ model, runs }, 7)).not.toEqual(makeQuiz({ model, runs }, 8));
});

it('asks of as many kinds as there are before it asks of one twice', () => {
  const kinds = makeQuiz({ model, runs: [overfitting, sound] }, 3).map(({ id }) => id.split(':')[0]);
  expect(new Set(kinds).size).toBe(kinds.length);
});

it('says of every wrong choice which mistake leads to it, and offers none twice', () => {
  for (const question of everyQuestion({ model, runs: [overfitting, sound] }).flat()) {
    expect(questionSchema.parse(question)).toEqual(question);
    expect(new Set(question.choices.map(({ text }) => text)).size).toBe(question.choices.length);
    const wrong = question.choices.filter((_, index) => index !== question.answer);
    expect(wrong.every(({ mistake }) => mistake !== undefined)).toBe(true);
    expect(question.choices[question.answer]?.mistake).toBeUndefined();
  }
});

it('asks with different seeds about every place of the right answer', () => {
  const places = Array.from({ length: 60 }, (_, seed) => makeQuiz({ model, runs: [] }, seed, 1)[0]?.answer);
  expect(new Set(places)).toEqual(new Set([0, 1, 2, 3]));
});

describe('of two runs', () => {
  it.each([
    { pair: [overfitting, sound], answer: 'Only A' },
    { pair: [sound, overfitting], answer: 'Only B' },
    { pair: [overfitting, overfitting], answer: 'Both' },
    { pair: [sound, sound], answer: 'Neither' },
  ])('finds that which overfits: $answer', ({ pair, answer }) => {
    expect(answersOn(pair, 'overfitting')).toEqual([answer]);
  });

  it('asks nothing where the curves do not say it clearly', () => {
    expect(onRuns([overfitting, unclear], 'overfitting')).toEqual([]);
  });
});

it('knows the epoch with the lowest validation loss', () => {
  expect(answersOn([overfitting], 'best-epoch')).toEqual(['3']);
});

it('asks nothing about a run that still goes on', () => {
  const going = { ...overfitting, record: { ...overfitting.record, state: 'running' as const } };
  expect(onRuns([going, sound], 'overfitting')).toEqual([]);
});
