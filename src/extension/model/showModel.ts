import type { Course } from '../course/course';
import { modelFile } from '../course/studentModel';
import type { ModelPanels } from './modelPanels';

/**
 * Shows what the model of a training file is made of, beside it, against the shapes that its task states.
 * @param line number of the line whose layer is to be seen, where there is one
 */
export async function showModel(
  course: Course,
  panels: ModelPanels,
  argument: unknown,
  line?: unknown,
): Promise<void> {
  const file = await modelFile(course, argument);
  await panels.show(file, typeof line === 'number' ? line : undefined);
}
