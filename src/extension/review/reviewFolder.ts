import * as vscode from 'vscode';
import { version } from '../../../package.json';
import { findNode, PhaseClock } from '../../launch';
import type { CatalogChapter } from '../../protocol/catalog';
import { usualStep } from '../../review/points';
import { jobsHere } from '../../submissions/jobsHere';
import { usualJobs } from '../../submissions/jobs';
import { reviewClass } from '../../submissions/reviewClass';
import { t } from '../../words';
import { progressReporter } from '../kit/progressText';
import { settingsFor } from '../kit/settings';
import { programWith, type WorkerProgram } from '../kit/workerProgram';

/**
 * Checks every submission in a folder, as `lits review` does, with a notification that tells how far it is and can stop it: the next
 * review goes on from there.
 */
export async function reviewFolder(
  root: string,
  chapter: CatalogChapter,
  { worker }: { worker: WorkerProgram },
): Promise<void> {
  const jobs = usualJobs();
  const { nodePath, dataPath: data } = settingsFor();
  const program = programWith(worker, await findNode({ configured: nodePath }));
  const { check, measure } = jobsHere(jobs, { ...program, cwd: root });
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: t('Reviewing submissions'),
      cancellable: true,
    },
    async (progress, cancellation) => {
      const controller = new AbortController();
      const cancelling = cancellation.onCancellationRequested(() => controller.abort());
      const clock = new PhaseClock();
      const report = progressReporter(progress);
      try {
        await reviewClass({
          root,
          chapter,
          step: usualStep,
          jobs,
          program: { version, worker: worker.path },
          check,
          ...(data === undefined ? {} : { measuring: { data, measure } }),
          signal: controller.signal,
          now: () => new Date(),
          onProgress: (done, total) =>
            report(
              clock.complete(
                { type: 'progress', phase: 'review', text: t('Checking'), done, total, unit: 'submissions' },
                new Date(),
              ),
            ),
        });
      } finally {
        cancelling.dispose();
      }
    },
  );
}
