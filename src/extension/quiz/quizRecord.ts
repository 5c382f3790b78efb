import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { writeJsonAtomic } from '../../files/atomicFile';
import { readJsonIfWhole } from '../../files/jsonFile';
import type { Standing } from '../../panels/quiz';

/** `.lits/quiz.json`: the last answer to each question about a file. It is never graded. */
const quizRecordSchema = z.object({
  version: z.literal(1),
  answers: z.array(
    z.object({
      /** Relative to the folder that has the `.lits`, with forward slashes. */
      file: z.string(),
      /** Id of the question. */
      question: z.string(),
      /** The seed it was drawn by. */
      seed: z.int().nonnegative(),
      right: z.boolean(),
      /** How often it was answered. */
      times: z.int().positive(),
      at: z.iso.datetime(),
    }),
  ),
});

type QuizRecord = z.infer<typeof quizRecordSchema>;
/** An answer that is given now. */
export type GivenAnswer = Omit<QuizRecord['answers'][number], 'times' | 'at'>;

/**
 * Adds an answer to a record, in place of the last one to the same question. A record that cannot be read is begun anew.
 * @returns how the student stands with the file's questions now
 */
export async function recordAnswer(path: string, given: GivenAnswer, now: Date): Promise<Standing> {
  const record = (await readJsonIfWhole(path, quizRecordSchema)) ?? { version: 1, answers: [] };
  const isSame = ({ file, question }: GivenAnswer) => file === given.file && question === given.question;
  const times = (record.answers.find(isSame)?.times ?? 0) + 1;
  const answers = [
    ...record.answers.filter((answer) => !isSame(answer)),
    { ...given, times, at: now.toISOString() },
  ];
  await mkdir(dirname(path), { recursive: true });
  await writeJsonAtomic(path, { version: 1, answers } satisfies QuizRecord);
  const onFile = answers.filter(({ file }) => file === given.file);
  return { asked: onFile.length, right: onFile.filter(({ right }) => right).length };
}
