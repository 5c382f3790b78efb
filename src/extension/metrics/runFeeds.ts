import * as vscode from 'vscode';
import type { ShownRun, ToDashboard } from '../../panels/dashboard';
import type { Failure } from '../../protocol/run';
import { lostLines, readMetrics, runFiles } from '../../runs';
import type { Reporter } from '../kit/reporter';
import { shownRun, shownTraining } from '../runs/shownRun';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { Training, Trainings } from '../training/trainings';
import { RunFeed } from './runFeed';

interface RunFeedServices {
  runs: WorkspaceRuns;
  trainings: Trainings;
  reporter: Reporter;
}

/** Feeds every page that shows a run, with what the worker tells and what becomes of the run. */
export class RunFeeds implements vscode.Disposable {
  private readonly open = new Map<RunFeed, string>();
  /** Trainings that failed before their first step, by the folder that their run had: it is gone. */
  private readonly unbegun = new Map<string, { training: Training; failure: Failure }>();
  private readonly listening: vscode.Disposable;

  constructor(private readonly services: RunFeedServices) {
    const { runs, trainings, reporter } = services;
    const renew = (dir: string) =>
      this.feedsOf(dir).forEach((feed) => {
        feed.renew().catch((error: unknown) => reporter.error(error, 'Metrics'));
      });
    this.listening = vscode.Disposable.from(
      trainings.onEvent(({ training, event }) => {
        // It may be one that is resumed: what was measured after it last kept itself is taken back.
        if (event.type === 'state' && event.state === 'running') renew(training.dir);
        const line = event.type === 'metric' ? event.line : undefined;
        this.feedsOf(training.dir).forEach((feed) => feed.update(line));
      }),
      // Found again after a reload: lines may have been told while nobody listened.
      trainings.onDidStart(({ dir }) => renew(dir)),
      trainings.onDidEnd(({ training, end: { failure } }) => {
        const { dir } = training;
        if (failure && !runs.get(dir)) this.unbegun.set(dir, { training, failure });
        this.feedsOf(dir).forEach((feed) => feed.update());
      }),
      runs.onDidChange(() => [...this.open.keys()].forEach((feed) => feed.update())),
    );
  }

  /** Feeds a page with a run from now on, until the feed is closed. */
  feed(dir: string, post: (message: ToDashboard) => void): RunFeed {
    const { runs, trainings } = this.services;
    const feed = new RunFeed({
      runDir: dir,
      read: async () => {
        await runs.ready;
        const { lines, damaged } = await readMetrics(dir);
        return { lines, lost: [...lostLines(damaged, runFiles.metrics), ...(runs.get(dir)?.lost ?? [])] };
      },
      run: () => this.run(dir),
      progress: () => trainings.get(dir)?.progress,
      post,
    });
    this.open.set(feed, dir);
    return feed;
  }

  /** Ends a feed. */
  close(feed: RunFeed): void {
    feed.pause();
    this.open.delete(feed);
  }

  /** News of a run that no event tells. */
  update(dir: string): void {
    this.feedsOf(dir).forEach((feed) => feed.update());
  }

  /** A run as pages show it now; undefined when its folder is gone. */
  run(dir: string): ShownRun | undefined {
    const { runs, trainings } = this.services;
    const run = runs.get(dir);
    const training = trainings.get(dir);
    if (run)
      return shownRun(run.record, run.folder, {
        name: run.name,
        stopping: training?.stopping ?? false,
        evaluations: run.evaluations,
      });
    const failed = this.unbegun.get(dir);
    if (failed) return { ...shownTraining(failed.training), state: 'failed', failure: failed.failure };
    return training && shownTraining(training);
  }

  /** The student's file and what is wrong with it, of a run or of a training that could not begin. */
  problemsOf(dir: string): { file: string | undefined; failure: Failure | undefined } {
    const record = this.services.runs.get(dir)?.record;
    const unbegun = this.unbegun.get(dir);
    return { file: record?.file ?? unbegun?.training.file, failure: record?.failure ?? unbegun?.failure };
  }

  /** Forgets the trainings of a file that could not begin. @returns the folders that their runs had */
  forgetUnbegun(file: string): string[] {
    const dirs = [...this.unbegun].filter(([, { training }]) => training.file === file).map(([dir]) => dir);
    for (const dir of dirs) this.unbegun.delete(dir);
    return dirs;
  }

  dispose(): void {
    this.listening.dispose();
    for (const feed of this.open.keys()) feed.pause();
    this.open.clear();
  }

  private feedsOf(dir: string): RunFeed[] {
    return [...this.open].filter(([, of]) => of === dir).map(([feed]) => feed);
  }
}
