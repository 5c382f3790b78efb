import type { TestContext } from 'vitest';
import type { StudentFolder } from './studentFolder';
import type { Workbench } from './workbench';

/**
 * After a test: keeps a picture of the window where it failed, closes it and removes the student's folder.
 * @param workbench missing where the window did not open
 */
export async function leave(
  { task }: Pick<TestContext, 'task'>,
  student: StudentFolder,
  workbench: Workbench | undefined,
): Promise<void> {
  const words = task.name.split(/\W+/).slice(0, 5).join('-');
  if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${words}`);
  await workbench?.close();
  await student.remove();
}
