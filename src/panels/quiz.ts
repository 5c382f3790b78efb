import * as z from 'zod';
import { questionSchema } from '../protocol/question';
import type { TypesOf } from './contract';

/** What the quiz and the extension say to each other. The page gets a `snapshot`, first and whenever there are new questions. */

const toQuizSchema = z.object({
  type: z.literal('snapshot'),
  /** The student's file that builds the model. */
  file: z.string(),
  seed: z.int().nonnegative(),
  questions: z.array(questionSchema),
});

/** Which choice was taken for a question. */
const takenSchema = z.object({ question: z.string(), choice: z.int().nonnegative() });

const fromQuizSchema = z.discriminatedUnion('type', [
  /** Shows the code that a question is about. */
  z.object({ type: z.literal('showCode'), question: z.string() }),
  /** Asks for other questions about the model as it is now. */
  z.object({ type: z.literal('again') }),
]);

/** How the student stands with all questions that they were asked about a file, by their last answer to each. */
const standingSchema = z.object({ asked: z.int().nonnegative(), right: z.int().nonnegative() });

const quizStateSchema = z.object({
  version: z.literal(1),
  file: z.string(),
  seed: z.int().nonnegative(),
  taken: z.array(takenSchema),
});

export type { Curve, Question } from '../protocol/question';
export type Taken = z.infer<typeof takenSchema>;
export type Standing = z.infer<typeof standingSchema>;

export const quizPanel = {
  toPage: toQuizSchema,
  fromPage: fromQuizSchema,
  /** The answer to `taken` comes when it is kept. */
  questions: { taken: { question: takenSchema, answer: standingSchema } },
  state: quizStateSchema,
};

export type QuizPanel = TypesOf<typeof quizPanel>;
