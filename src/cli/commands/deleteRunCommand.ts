import { basename } from 'node:path';
import { removeRun } from '../../runs';
import { t } from '../../words';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import type { View } from '../view/view';

/** `lits runs delete`: with its checkpoints and evaluations, for good. The student's files stay. */
export async function deleteRun(given: string, io: Io, view: View): Promise<void> {
  const runDir = await existingRunFolder(given, io.cwd);
  const run = basename(runDir);
  await removeRun(runDir);
  view.result({ kind: 'runsDelete', run, runDir }, t('The run {0} is deleted.', run));
}
