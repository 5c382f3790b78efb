import { basename } from 'node:path';
import * as vscode from 'vscode';
import {
  metricsPanel,
  type FromDashboard,
  type MetricsPanel,
  type ShownRun,
  type ToDashboard,
} from '../../panels/dashboard';
import type { EvaluationKey } from '../../panels/evaluation';
import type { Failure } from '../../protocol/run';
import { lostLines, readMetrics, runFiles } from '../../runs';
import { t } from '../../words';
import { panelTypes } from '../kit/commandIds';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import { showPlace, type Reporter } from '../kit/reporter';
import { openRunLog } from '../runs/runActions';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import { tellingName } from '../runs/runNames';
import { shownRun, shownTraining } from '../runs/shownRun';
import type { Training, Trainings } from '../training/trainings';
import type { TrainingView } from '../training/trainingView';
import { RunFeed } from './runFeed';

/** A Metrics panel; its subject is the folder of a run. */
type Panel = OpenPanel<MetricsPanel, string>;

export interface MetricsServices {
  extensionUri: vscode.Uri;
  runs: WorkspaceRuns;
  trainings: Trainings;
  reporter: Reporter;
  showEvaluation: (runDir: string, which: EvaluationKey) => void;
}

/** The Metrics panels: one a run. */
export class MetricsPanels implements TrainingView, vscode.Disposable {
  readonly host: PanelHost<MetricsPanel, string>;
  private readonly feeds = new WeakMap<Panel, RunFeed>();
  /** Trainings that failed before their first step, by the folder that their run had: it is gone. */
  private readonly unbegun = new Map<string, { training: Training; failure: Failure }>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly services: MetricsServices) {
    const { extensionUri, runs, trainings, reporter } = services;
    this.host = new PanelHost(
      {
        viewType: panelTypes.metrics,
        name: 'Metrics panel', // no text: for the log
        page: 'dashboard',
        contract: metricsPanel,
        keyOf: (dir) => dir,
        titleOf: (dir) => t('Metrics: {0}', this.nameOf(dir)),
        subjectOf: ({ runDir }) => runDir,
        serve: (panel) => {
          this.feed(panel);
          return {
            onReady: async () => this.feeds.get(panel)?.snapshot(),
            onMessage: (message) => this.act(panel, message),
            answers: {},
            onHidden: () => this.feeds.get(panel)?.pause(),
          };
        },
      },
      extensionUri,
      reporter,
    );
    this.disposables = [
      this.host,
      trainings.onEvent(({ training, event }) => {
        const line = event.type === 'metric' ? event.line : undefined;
        this.feedOn(training.dir)?.update(line);
      }),
      // Found again after a reload: lines may have been told while nobody listened.
      trainings.onDidStart((training) => {
        if (this.isVisible(training.dir)) void this.feedOn(training.dir)?.snapshot();
      }),
      trainings.onDidEnd(({ training, end: { failure } }) => {
        if (failure && !runs.get(training.dir)) this.unbegun.set(training.dir, { training, failure });
        this.feedOn(training.dir)?.update();
      }),
      runs.onDidChange(() =>
        this.host.all().forEach((panel) => {
          this.feeds.get(panel)?.update();
          panel.retitle();
        }),
      ),
    ];
  }

  /** Shows a run, in the panel that has it already or in a new one beside the editor. */
  show(dir: string): void {
    const shown = this.host.find(dir);
    if (shown) shown.reveal();
    else this.host.open(dir);
  }

  /** A panel that tells only why an earlier training of the file could not begin makes room. */
  showTraining({ dir, file }: Training): void {
    for (const [earlier, { training }] of this.unbegun) {
      if (training.file !== file) continue;
      this.close(earlier);
      this.unbegun.delete(earlier);
    }
    this.show(dir);
  }

  isVisible(dir: string): boolean {
    return this.host.find(dir)?.isVisible ?? false;
  }

  /** Closes the panel of a run that is deleted. */
  close(dir: string): void {
    this.host.find(dir)?.close();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private feedOn(dir: string): RunFeed | undefined {
    const panel = this.host.find(dir);
    return panel && this.feeds.get(panel);
  }

  /** Feeds a panel with its run from now on. */
  private feed(panel: Panel): void {
    const { runs, trainings } = this.services;
    const dir = panel.subject;
    const feed = new RunFeed({
      runDir: dir,
      read: async () => {
        await runs.ready;
        const { lines, damaged } = await readMetrics(dir);
        return { lines, lost: [...lostLines(damaged, runFiles.metrics), ...(runs.get(dir)?.lost ?? [])] };
      },
      run: () => this.runNow(dir),
      progress: () => trainings.get(dir)?.progress,
      post: (message: ToDashboard) => panel.tell(message),
    });
    this.feeds.set(panel, feed);
  }

  private nameOf(dir: string): string {
    const { runs } = this.services;
    const run = runs.get(dir);
    return run ? tellingName(run, runs.all()) : (this.runNow(dir)?.name ?? basename(dir));
  }

  private runNow(dir: string): ShownRun | undefined {
    const { runs, trainings } = this.services;
    const run = runs.get(dir);
    const training = trainings.get(dir);
    if (run)
      return shownRun(run.record, run.folder, {
        stopping: training?.stopping ?? false,
        evaluations: run.evaluations,
      });
    const failed = this.unbegun.get(dir);
    if (failed) return { ...shownTraining(failed.training), state: 'failed', failure: failed.failure };
    return training && shownTraining(training);
  }

  private async act({ subject: dir }: Panel, message: FromDashboard): Promise<void> {
    const { runs, trainings, showEvaluation } = this.services;
    const record = runs.get(dir)?.record;
    const unbegun = this.unbegun.get(dir);
    switch (message.type) {
      case 'stop': {
        const stopped = trainings.stop(dir);
        this.feedOn(dir)?.update();
        return stopped;
      }
      case 'openLog':
        return openRunLog(dir);
      case 'showEvaluation':
        return showEvaluation(dir, message.which);
      case 'openFile': {
        const file = record?.file ?? unbegun?.training.file;
        return file === undefined ? undefined : showPlace(file, 1, 1);
      }
      case 'openProblem': {
        const problem = (record?.failure ?? unbegun?.failure)?.problems[message.index];
        return problem && showPlace(problem.file, problem.line, problem.column);
      }
    }
  }
}
