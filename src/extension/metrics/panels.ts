import { basename } from 'node:path';
import * as vscode from 'vscode';
import { dashboardStateSchema, type FromDashboard, type ShownRun } from '../../panels/dashboard';
import { lostLines, readMetrics, runFiles } from '../../runs';
import type { EvaluationKey } from '../../panels/evaluation';
import { metricsPanelType } from '../kit/commandIds';
import { showPlace, type Reporter } from '../kit/reporter';
import { openRunLog } from '../runs/runActions';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import { shownRun, shownTraining } from '../runs/shownRun';
import type { Training, Trainings } from '../training/trainings';
import type { TrainingView } from '../training/trainingView';
import { MetricsPanel } from './metricsPanel';
import { dashboardTexts } from './texts';

/** The Metrics panels: one a run; a new training of a file takes over the panel of an earlier run of that file. */
export class MetricsPanels implements TrainingView, vscode.Disposable {
  private readonly panels = new Set<MetricsPanel>();
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly runs: WorkspaceRuns,
    private readonly trainings: Trainings,
    private readonly showEvaluation: (runDir: string, which: EvaluationKey) => void,
    private readonly reporter: Reporter,
  ) {
    this.disposables = [
      trainings.onEvent(({ training, event }) => {
        const line = event.type === 'metric' ? event.line : undefined;
        this.panelOf(training.dir)?.update(line);
      }),
      // Found again after a reload: lines may have been told while nobody listened.
      trainings.onDidStart((training) => this.panelOf(training.dir)?.refresh()),
      trainings.onDidEnd(({ training }) => this.panelOf(training.dir)?.update()),
      runs.onDidChange(() =>
        this.panels.forEach((panel) => {
          panel.update();
          panel.title = this.titleOf(panel.dir);
        }),
      ),
    ];
  }

  /** Shows a run, in the panel that has it already or in a new one beside the editor. */
  show(dir: string): void {
    const shown = this.panelOf(dir);
    if (shown) {
      shown.panel.reveal(undefined, true);
      return;
    }
    const panel = vscode.window.createWebviewPanel(metricsPanelType, vscode.l10n.t('Metrics'), {
      viewColumn: this.column(),
      preserveFocus: true,
    });
    this.fill(panel, dir);
  }

  /** Shows a training that has just begun. */
  showTraining(training: Training): void {
    const earlier = [...this.panels].find(
      ({ dir }) => !this.trainings.get(dir) && this.runs.get(dir)?.record.file === training.file,
    );
    if (!earlier) {
      this.show(training.dir);
      return;
    }
    earlier.release();
    this.panels.delete(earlier);
    this.fill(earlier.panel, training.dir);
    earlier.panel.reveal(undefined, true);
  }

  /** Whether the student sees this run now. */
  isVisible(dir: string): boolean {
    return this.panelOf(dir)?.panel.visible ?? false;
  }

  /** Closes the panel of a run that is deleted. */
  close(dir: string): void {
    this.panelOf(dir)?.panel.dispose();
  }

  /** Fills a panel that the window has kept over a reload; closes it when what it kept is not readable. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = dashboardStateSchema.safeParse(state);
    if (kept.success) this.fill(panel, kept.data.runDir);
    else panel.dispose();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
    this.panels.forEach((panel) => panel.release());
  }

  /** Where the other panels are, else beside the editor: a tab more where there is a column already, not one more column. */
  private column(): vscode.ViewColumn {
    const [other] = this.panels;
    const beside = vscode.window.tabGroups.all.findLast((group) => !group.isActive);
    return other?.panel.viewColumn ?? beside?.viewColumn ?? vscode.ViewColumn.Beside;
  }

  private panelOf(dir: string): MetricsPanel | undefined {
    return [...this.panels].find((panel) => panel.dir === dir);
  }

  private fill(panel: vscode.WebviewPanel, dir: string): void {
    const filled = new MetricsPanel({
      panel,
      extensionUri: this.extensionUri,
      title: this.titleOf(dir),
      source: {
        runDir: dir,
        texts: dashboardTexts(),
        locale: vscode.env.language,
        read: async () => {
          await this.runs.ready;
          const { lines, damaged } = await readMetrics(dir);
          return {
            lines,
            lost: [...lostLines(damaged, runFiles.metrics), ...(this.runs.get(dir)?.lost ?? [])],
          };
        },
        run: () => this.runNow(dir),
        progress: () => this.trainings.get(dir)?.progress,
      },
      onAction: (action) => {
        this.act(dir, action).catch((error: unknown) => this.reporter.error(error, 'Metrics panel'));
      },
      onClose: () => this.panels.delete(filled),
      log: this.reporter.log,
    });
    this.panels.add(filled);
  }

  private titleOf(dir: string): string {
    return vscode.l10n.t('Metrics: {0}', this.runNow(dir)?.name ?? basename(dir));
  }

  private runNow(dir: string): ShownRun | undefined {
    const run = this.runs.get(dir);
    const training = this.trainings.get(dir);
    if (run)
      return shownRun(run.record, run.folder, {
        stopping: training?.stopping ?? false,
        evaluations: run.evaluations,
      });
    return training && shownTraining(training);
  }

  private async act(dir: string, action: Exclude<FromDashboard, { type: 'ready' }>): Promise<void> {
    const record = this.runs.get(dir)?.record;
    switch (action.type) {
      case 'stop': {
        const stopped = this.trainings.stop(dir);
        this.panelOf(dir)?.update();
        return stopped;
      }
      case 'openLog':
        return openRunLog(dir);
      case 'showEvaluation':
        return this.showEvaluation(dir, action.which);
      case 'openFile':
        return record && showPlace(record.file, 1, 1);
      case 'openProblem': {
        const problem = record?.failure?.problems[action.index];
        return problem && showPlace(problem.file, problem.line, problem.column);
      }
    }
  }
}
