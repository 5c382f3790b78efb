import { join } from 'node:path';
import { versionsOf } from '../protocol/courseLanguages';
import { filesBelow } from './filesBelow';

/** A file that students are given. */
export interface StarterFile {
  /** Relative to the student's folder of the exercise, with forward slashes. */
  path: string;
  /** Absolute path in the course. */
  source: string;
}

/** Files of an exercise's starter, in all languages. @param exercise its folder in the course */
export async function startersOf(exercise: string): Promise<StarterFile[]> {
  const versions = (await versionsOf(exercise, 'starter')).map(async (starter) =>
    (await filesBelow(starter)).map((path) => ({ path, source: join(starter, path) })),
  );
  return (await Promise.all(versions)).flat();
}
