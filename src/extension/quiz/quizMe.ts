import type { Course } from '../course/course';
import { modelFile } from '../course/studentModel';
import type { QuizPanels } from './quizPanels';

/** Asks the student about their own model and runs, beside their code. */
export async function quizMe(course: Course, panels: QuizPanels, argument: unknown): Promise<void> {
  await panels.show(await modelFile(course, argument));
}
