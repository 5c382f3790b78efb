import type { ClassReview, ReviewedItem } from '../protocol/review';
import { taskKey } from './grades';

/** A task of a class, as its first submission that has it tells it. */
export interface ClassTask extends Pick<ReviewedItem, 'title' | 'max' | 'tutorPoints' | 'option'> {
  /** As in `3.2/baseline`. */
  key: string;
  exercise: string;
}

/** The tasks with points to give, in the order of the exercises. */
export function classTasks({
  submissions,
  exercises,
}: Pick<ClassReview, 'submissions' | 'exercises'>): ClassTask[] {
  return exercises.flatMap(({ id }) => {
    const tasks = new Map<string, ClassTask>();
    for (const submission of submissions)
      for (const { id: item, title, max, tutorPoints, option } of itemsOf(submission, id)) {
        const key = taskKey(id, item);
        if (max > 0 && !tasks.has(key))
          tasks.set(key, { key, exercise: id, title, max, tutorPoints, option });
      }
    return [...tasks.values()];
  });
}

const itemsOf = (
  { exercises }: ClassReview['submissions'][number],
  wanted: string,
): readonly ReviewedItem[] => exercises.find(({ id }) => id === wanted)?.items ?? [];
