import { relative } from 'node:path';
import * as vscode from 'vscode';
import { version } from '../../../package.json';
import { submissionFiles } from '../../protocol/submission';
import { planSubmission } from '../../submissions/planSubmission';
import { list, t } from '../../words';
import type { Course } from '../course/course';
import type { WorkerProgram } from '../kit/workerProgram';
import { chooseChapter, contentText, saveWork } from './chosenChapter';
import { alsoStaged, gitTarget, handIn } from './gitHandIn';
import { gitRepositoryOf } from './gitRepository';

/** *LiTS: Hand In with Git*: shows what goes in and what is still missing, then commits and pushes it. Weights and data never go in. */
export async function handInWithGit(course: Course, worker: WorkerProgram): Promise<void> {
  const opened = await chooseChapter(course, t('Hand In with Git'));
  if (!opened) return;
  const { chapter, folder } = opened;
  await saveWork(folder);
  const repository = await gitRepositoryOf(folder);
  await repository.status();
  const { remote, branch } = gitTarget(repository);
  const program = { version, worker: worker.path };
  const plan = await planSubmission({ chapter, folder, weights: false, program, now: new Date() });
  const isRecord = ({ path }: { path: string }) =>
    [submissionFiles.reports, submissionFiles.runs].some((place) => path.startsWith(`${place}/`));
  const work = plan.files.filter((file) => !isRecord(file)).map(({ source }) => source);
  const records = plan.files.filter(isRecord).map(({ source }) => source);
  const others = alsoStaged(repository, [...work, ...records]).map((path) => relative(folder, path));
  const goOn = t('Commit and Push');
  const detail = [
    contentText(plan),
    ...(others.length > 0
      ? ['', t('You have staged these files, too, and they go in: {0}', list(others.slice(0, 12)))]
      : []),
  ].join('\n');
  const question = t(
    'Commit your work on "{0}" and push it to {1}?',
    chapter.manifest.title,
    `${remote}/${branch}`,
  );
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, goOn)) !== goOn) return;
  const message = t('Hand in chapter {0}', chapter.manifest.id);
  const { isNew, isWithoutRecords } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Handing in') },
    () => handIn(repository, { work, records, message }),
  );
  const told = isNew
    ? t('Your work is handed in: it is in {0}.', `${remote}/${branch}`)
    : t('Nothing has changed: {0} has your work already.', `${remote}/${branch}`);
  void vscode.window.showInformationMessage(
    isWithoutRecords
      ? `${told} ${t('Reports and runs are not in it: the .gitignore of your repository leaves .lits out.')}`
      : told,
  );
}
