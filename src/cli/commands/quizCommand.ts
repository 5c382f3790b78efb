import { dirname, join, relative } from 'node:path';
import { FailureError } from '../../protocol/failure';
import type { Question } from '../../protocol/question';
import { makeQuiz } from '../../quiz';
import { readRuns } from '../../runs';
import { t } from '../../words';
import { courseExercises } from '../courseExercises';
import { findExercise } from '../exerciseFolder';
import type { Io } from '../io';
import { existingPath, isFile } from '../paths';
import { existingRunsFolder } from '../places';
import { runJob } from '../runJob';
import { quizText } from '../view/quizText';
import type { View } from '../view/view';

export interface QuizOptions {
  seed: number;
  answers?: boolean;
  course?: string;
}

/** `lits quiz PATH`: the questions that *LiTS: Quiz Me* asks with the same seed. */
export async function quiz(path: string, options: QuizOptions, io: Io, view: View): Promise<void> {
  const { seed, answers = false } = options;
  const there = await existingPath(path, io.cwd, 'any');
  const files = (await isFile(there)) ? [there] : await modelFiles(there, options.course, io);
  const asked: { file: string; questions: Question[] }[] = [];
  for (const file of files) {
    const runsFolder = await existingRunsFolder(dirname(file));
    const { runs, lost } = runsFolder === undefined ? { runs: [], lost: [] } : await readRuns(runsFolder);
    for (const text of lost) view.event({ type: 'log', level: 'warning', text });
    const model = await runJob('summarize', { file }, io, view);
    asked.push({ file: relative(io.cwd, file), questions: makeQuiz({ model, runs }, seed) });
  }
  const told = asked.map(({ file, questions }) => ({
    file,
    questions: answers ? questions : questions.map(withoutAnswer),
  }));
  const text = asked.map(({ file, questions }) => quizText(file, questions, options));
  view.result({ kind: 'quiz', seed, files: told }, text.join('\n\n'));
}

function withoutAnswer({ answer: _answer, explanation: _explanation, choices, ...question }: Question) {
  return { ...question, choices: choices.map(({ text }) => ({ text })) };
}

/** The files that define the models of the exercise whose folder is given, as far as they are there. */
async function modelFiles(folder: string, course: string | undefined, io: Io): Promise<string[]> {
  const { exercise, folder: work } = findExercise(folder, undefined, await courseExercises(course, io));
  const { models = [] } = exercise.manifest;
  const files: string[] = [];
  for (const name of models.flatMap((model) => model.files))
    if (await isFile(join(work, name))) files.push(join(work, name));
  if (files.length > 0) return files;
  throw new FailureError({
    what: t('There is no model to ask about in {0}.', folder),
    next: t('Name a file that defines a training.'),
  });
}
