import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mixSeed } from '../course/mixSeed';
import type { ModelSummary } from '../protocol/modelSummary';
import type { Question } from '../protocol/question';
import type { Draft } from './draft';
import { fieldQuestions } from './fieldQuestions';
import { bestEpochQuestions, overfittingQuestions, type MeasuredRun } from './runQuestions';
import { paddingQuestions, shapeQuestions, strideQuestions } from './shapeQuestions';
import {
  mostParametersQuestions,
  mostWorkQuestions,
  multiplyAddQuestions,
  parameterQuestions,
  untrainedQuestions,
} from './weightQuestions';

/** What is asked about: a student's model, and their runs, the latest first. */
export interface QuizSubject {
  model: ModelSummary;
  runs: readonly MeasuredRun[];
}

/** All that can be asked, by kind: what makes every question of the kind that a subject allows. */
const kinds: Readonly<Record<string, (subject: QuizSubject) => Draft[]>> = {
  shape: ({ model }) => shapeQuestions(model),
  stride: ({ model }) => strideQuestions(model),
  padding: ({ model }) => paddingQuestions(model),
  parameters: ({ model }) => parameterQuestions(model),
  'receptive-field': ({ model }) => fieldQuestions(model),
  'multiply-adds': ({ model }) => multiplyAddQuestions(model),
  'most-parameters': ({ model }) => mostParametersQuestions(model),
  'most-work': ({ model }) => mostWorkQuestions(model),
  untrained: ({ model }) => untrainedQuestions(model),
  overfitting: ({ runs }) => overfittingQuestions(runs),
  'best-epoch': ({ runs }) => bestEpochQuestions(runs),
};

const usualCount = 8;
const fewestChoices = 3;
const mostChoices = 4;

type Mix = <T>(items: readonly T[]) => T[];

/**
 * Questions about a student's own work, of as many kinds as it allows. The same seed asks the same about the same work.
 * @param seed a whole number from 0 on
 */
export function makeQuiz(subject: QuizSubject, seed: number, count = usualCount): Question[] {
  const random = xoroshiro128plus(mixSeed(seed));
  const mix: Mix = (items) => {
    const mixed = [...items];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = uniformInt(random, 0, last);
      [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
    }
    return mixed;
  };
  const drawn = mix(everyQuestion(subject, mix));
  const rounds = Math.max(0, ...drawn.map((questions) => questions.length));
  const inTurns = Array.from({ length: rounds }, (_, round) =>
    drawn.flatMap((questions) => questions[round] ?? []),
  );
  return inTurns.flat().slice(0, count);
}

/** All questions that a subject allows, kind by kind, in an order that is drawn. */
export function everyQuestion(subject: QuizSubject, mix: Mix = (items) => [...items]): Question[][] {
  return Object.entries(kinds).map(([kind, drafts]) =>
    mix(drafts(subject).flatMap((draft) => asked(kind, draft, mix))),
  );
}

/** A question with mixed choices; none where too few mistakes give another answer than the right one. */
function asked(kind: string, { key, right, wrong, ...draft }: Draft, mix: Mix): Question[] {
  const distinct = wrong.filter(
    ({ text }, index) => text !== right && wrong.findIndex((other) => other.text === text) === index,
  );
  const choices = mix([{ text: right }, ...distinct.slice(0, mostChoices - 1)]);
  if (choices.length < fewestChoices) return [];
  return [
    { id: `${kind}:${key}`, ...draft, choices, answer: choices.findIndex(({ text }) => text === right) },
  ];
}
