import { rm } from 'node:fs/promises';
import { FailureError } from '../../protocol/failure';
import { isActive } from '../../protocol/run';
import { readRun } from '../../runs';
import { t } from '../../words';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import type { View } from '../view/view';

/** `lits runs delete`: with its checkpoints and evaluations, for good. The student's files stay. */
export async function deleteRun(given: string, io: Io, view: View): Promise<void> {
  const runDir = await existingRunFolder(given, io.cwd);
  const { id, state } = await readRun(runDir);
  if (isActive(state))
    throw new FailureError({
      what: t('The run {0} is still training.', id),
      next: t('Stop it first.'),
    });
  await rm(runDir, { recursive: true });
  view.result({ kind: 'runsDelete', run: id, runDir }, t('The run {0} is deleted.', id));
}
