import { basename } from 'node:path';
import * as vscode from 'vscode';
import { metricsPanel, type FromDashboard, type MetricsPanel } from '../../panels/dashboard';
import type { EvaluationKey } from '../../panels/evaluation';
import { t } from '../../words';
import { panelTypes } from '../kit/commandIds';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import { showPlace, type Reporter } from '../kit/reporter';
import type { ChosenRun } from '../runs/chosenRun';
import { openRunLog } from '../runs/runActions';
import { tellingName } from '../runs/runNames';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { Training, Trainings } from '../training/trainings';
import type { TrainingView } from '../training/trainingView';
import type { RunFeeds } from './runFeeds';

/** A Metrics panel; its subject is the folder of a run. */
type Panel = OpenPanel<MetricsPanel, string>;

export interface MetricsServices {
  extensionUri: vscode.Uri;
  runs: WorkspaceRuns;
  trainings: Trainings;
  feeds: RunFeeds;
  chosen: ChosenRun;
  reporter: Reporter;
  showEvaluation: (runDir: string, which: EvaluationKey) => void;
}

/** The Metrics panels: one a run. */
export class MetricsPanels implements TrainingView, vscode.Disposable {
  readonly host: PanelHost<MetricsPanel, string>;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly services: MetricsServices) {
    const { extensionUri, runs, feeds, reporter } = services;
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
          const feed = feeds.feed(panel.subject, (message) => panel.tell(message));
          return {
            onReady: () => feed.snapshot(),
            onMessage: (message) => this.act(panel, message),
            answers: {},
            onHidden: () => feed.pause(),
            onClosed: () => feeds.close(feed),
          };
        },
      },
      extensionUri,
      reporter,
    );
    this.disposables = [
      this.host,
      runs.onDidChange(() => this.host.all().forEach((panel) => panel.retitle())),
    ];
  }

  /** Shows a run, in the panel that has it already or in a new one beside the editor. */
  show(dir: string): void {
    this.services.chosen.choose(dir);
    this.host.reveal(dir);
  }

  /** A panel that tells only why an earlier training of the file could not begin makes room. */
  showTraining({ dir, file }: Training): void {
    for (const earlier of this.services.feeds.forgetUnbegun(file)) this.close(earlier);
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

  private nameOf(dir: string): string {
    const { runs, feeds } = this.services;
    const run = runs.get(dir);
    return run ? tellingName(run, runs.all()) : (feeds.run(dir)?.name ?? basename(dir));
  }

  private async act({ subject: dir }: Panel, message: FromDashboard): Promise<void> {
    const { trainings, feeds, showEvaluation } = this.services;
    const { file, failure } = feeds.problemsOf(dir);
    switch (message.type) {
      case 'stop': {
        const stopped = trainings.stop(dir);
        feeds.update(dir);
        return stopped;
      }
      case 'openLog':
        return openRunLog(dir);
      case 'showEvaluation':
        return showEvaluation(dir, message.which);
      case 'openFile':
        return file === undefined ? undefined : showPlace(file, 1, 1);
      case 'openProblem': {
        const problem = failure?.problems[message.index];
        return problem && showPlace(problem.file, problem.line, problem.column);
      }
    }
  }
}
