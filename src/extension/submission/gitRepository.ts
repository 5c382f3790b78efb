import * as vscode from 'vscode';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import type { GitRepository } from './gitHandIn';

interface GitApi {
  getRepository(uri: vscode.Uri): GitRepository | null;
  openRepository(uri: vscode.Uri): Promise<GitRepository | null>;
}

/** The repository that a folder lies in, by VS Code's own Git extension. @throws FailureError when there is no Git, or the folder is in no repository */
export async function gitRepositoryOf(folder: string): Promise<GitRepository> {
  const uri = vscode.Uri.file(folder);
  const git = await gitApi();
  const repository = git && (git.getRepository(uri) ?? (await git.openRepository(uri)));
  if (repository) return repository;
  throw new FailureError({
    what: git ? t('{0} is in no Git repository.', folder) : t('Git cannot be used in this VS Code.'),
    why: git ? undefined : t('It is not installed, or switched off by the setting git.enabled.'),
    next: git
      ? t(
          'Clone the repository that your course gave you and open your chapter in it. Or use LiTS: Export Submission.',
        )
      : t('Install Git from git-scm.com and reload the window. Or use LiTS: Export Submission.'),
  });
}

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<{ enabled: boolean; getAPI(version: 1): GitApi }>(
    'vscode.git',
  );
  const git = await extension?.activate();
  return git?.enabled ? git.getAPI(1) : undefined;
}
