import { mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { exists } from '../../files/exists';
import { FailureError } from '../../protocol/failure';
import { foldersUp } from '../../runs';
import { language, t } from '../../words';
import type { Io } from '../io';
import { existingPath } from '../paths';
import type { View } from '../view/view';
import { checkWorkflow } from './checkWorkflow';

export interface WorkflowOptions {
  vsix?: string;
  force?: boolean;
}

/** `lits workflow [DIR]`: writes the workflow that checks the work in a repository on each push. */
export async function workflow(given: string, options: WorkflowOptions, io: Io, view: View): Promise<void> {
  const folder = await existingPath(given, io.cwd, 'folder');
  const root = (await repositoryAbove(folder)) ?? folder;
  const file = join(root, '.github', 'workflows', 'lits-check.yml');
  const shown = relative(io.cwd, file);
  if (!options.force && (await exists(file)))
    throw new FailureError({
      what: t('{0} is there already.', shown),
      next: t('Write it anew with --force.'),
    });
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, checkWorkflow({ language: language(), vsix: options.vsix }));
  const todo =
    options.vsix === undefined
      ? t(
          'Say where the package lits-lab for linux-x64 lies, in the variable LITS_VSIX of the repository or organization.',
        )
      : t('Commit it, and push.');
  view.result({ kind: 'workflow', file }, `${t('The workflow is {0}.', shown)} ${todo}`);
}

async function repositoryAbove(folder: string): Promise<string | undefined> {
  for (const above of foldersUp(folder)) if (await exists(join(above, '.git'))) return above;
  return undefined;
}
