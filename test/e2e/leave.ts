import type { TestContext } from 'vitest';
import type { StudentFolder } from './studentFolder';
import type { Workbench } from './workbench';

/**
 * After a test: keeps a picture of the window where it failed, closes it and removes the student's folder. Whatever goes wrong
 * here is told beside the test's own failure, and keeps nothing else from being cleaned up.
 * @param workbench missing where the window did not open
 */
export async function leave(
  { task }: Pick<TestContext, 'task'>,
  student: StudentFolder | undefined,
  workbench: Workbench | undefined,
): Promise<void> {
  const words = task.name.split(/\W+/).slice(0, 5).join('-');
  try {
    if (task.result?.state === 'fail') await workbench?.keepPicture(`failed-${words}`);
    await workbench?.close();
  } finally {
    await student?.remove();
  }
}
