import * as vscode from 'vscode';
import type { EvaluationKey } from '../../panels/evaluation';
import { metricsView, type FromMetricsView, type MetricsViewTypes } from '../../panels/metricsView';
import { readEvaluations } from '../../runs';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { connectPage, type ConnectedPage } from '../kit/connectPage';
import type { Reporter } from '../kit/reporter';
import type { ChosenRun } from '../runs/chosenRun';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { Trainings } from '../training/trainings';
import type { RunFeed } from './runFeed';
import type { RunFeeds } from './runFeeds';

export interface MetricsViewServices {
  extensionUri: vscode.Uri;
  reporter: Reporter;
  runs: WorkspaceRuns;
  trainings: Trainings;
  feeds: RunFeeds;
  chosen: ChosenRun;
  showMetrics: (runDir: string) => void;
  showEvaluation: (runDir: string, which: EvaluationKey) => void;
}

type Page = ConnectedPage<MetricsViewTypes>;

/** What a page shows now. */
interface Shown {
  dir: string;
  feed: RunFeed;
  /** When the evaluation was made that the page was told of, with its matrix. */
  evaluatedAt?: string;
}

/** The Metrics view in a side bar: one run in short, the one that runs, else the one last chosen. */
export class MetricsView implements vscode.WebviewViewProvider {
  constructor(private readonly services: MetricsViewServices) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const { runs, trainings, chosen } = this.services;
    const page = connectPage<MetricsViewTypes>(
      view.webview,
      { name: 'Metrics view', page: 'metrics', contract: metricsView }, // no text: for the log
      this.services,
    );
    const following = new Following(page, this.services);
    const follow = () => following.follow();
    const listening = vscode.Disposable.from(
      page.serve({
        onReady: () => following.begin(),
        onMessage: (message) => following.act(message),
        answers: {},
      }),
      runs.onDidChange(follow),
      trainings.onDidStart(follow),
      trainings.onDidEnd(follow),
      chosen.onDidChange(follow),
      view.onDidChangeVisibility(() => {
        if (!view.visible) following.end();
      }),
      view.onDidDispose(() => {
        listening.dispose();
        following.end();
        page.close();
      }),
    );
    page.load(t('Metrics'));
  }
}

/** Keeps one page with the run that it is to show. */
class Following {
  /** The page is there. */
  private isReady = false;
  private shown: Shown | undefined;

  constructor(
    private readonly page: Page,
    private readonly services: MetricsViewServices,
  ) {}

  /** The page has loaded, and knows nothing. */
  async begin(): Promise<void> {
    await this.services.runs.ready;
    this.end();
    this.isReady = true;
    await this.show();
  }

  /** Something has changed that may change what is to be shown. */
  follow(): void {
    if (!this.isReady) return;
    this.show().catch((error: unknown) => this.services.reporter.error(error, 'Metrics view'));
  }

  /** The page is hidden, and so gone. */
  end(): void {
    this.isReady = false;
    this.leave();
  }

  async act(message: FromMetricsView): Promise<void> {
    if (message.type === 'train') {
      await vscode.commands.executeCommand(commandIds.trainModel);
      return;
    }
    const dir = this.shown?.dir;
    if (dir === undefined) return;
    switch (message.type) {
      case 'showMetrics':
        return this.services.showMetrics(dir);
      case 'showEvaluation':
        return this.services.showEvaluation(dir, message.which);
      case 'evaluate':
        await vscode.commands.executeCommand(commandIds.evaluateModel, dir);
    }
  }

  private async show(): Promise<void> {
    const { feeds } = this.services;
    const dir = this.dirToShow();
    if (this.shown?.dir !== dir) this.leave();
    if (dir === undefined) {
      this.page.tell({ type: 'empty' });
      return;
    }
    if (!this.shown) {
      const feed = feeds.feed(dir, (message) => this.page.tell(message));
      this.shown = { dir, feed };
      await feed.snapshot();
    }
    await this.tellEvaluation();
  }

  private dirToShow(): string | undefined {
    const { runs, trainings, chosen, feeds } = this.services;
    const running = trainings.all().at(-1)?.dir;
    const last = chosen.dir !== undefined && feeds.run(chosen.dir) ? chosen.dir : undefined;
    return running ?? last ?? runs.all()[0]?.dir;
  }

  private async tellEvaluation(): Promise<void> {
    const { shown, services } = this;
    if (!shown) return;
    const evaluation = services.runs.get(shown.dir)?.evaluations.at(-1);
    if (evaluation?.createdAt === shown.evaluatedAt) return;
    const { evaluations } = await readEvaluations(shown.dir);
    if (this.shown !== shown) return;
    // The log comes first: its file may still be the one of the evaluation before.
    const kept = evaluations.find(({ provenance }) => provenance.createdAt === evaluation?.createdAt);
    if (kept) shown.evaluatedAt = kept.provenance.createdAt;
    const matrix = kept && { classNames: kept.classNames, confusion: kept.bySlice.confusion };
    this.page.tell({ type: 'evaluation', runDir: shown.dir, evaluation, matrix });
  }

  private leave(): void {
    if (this.shown) this.services.feeds.close(this.shown.feed);
    this.shown = undefined;
  }
}
