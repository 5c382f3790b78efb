import { basename } from 'node:path';
import * as vscode from 'vscode';
import {
  evaluationViewStateSchema,
  fromEvaluationViewSchema,
  type FromEvaluationView,
  type ToEvaluationView,
} from '../../panels/evaluation';
import type { HeatMap } from '../../protocol/jobs/evaluationJobs';
import { evaluationPanelType } from '../kit/commandIds';
import { classify } from '../kit/errors';
import type { Reporter } from '../kit/reporter';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import { loadPage } from '../kit/webviewPage';
import type { WorkerProgram } from '../kit/workerProgram';
import { exportFile } from './exportFile';
import { readSide, type ShownSide } from './readSide';
import { gradCam, slicePictures } from './slicePictures';
import { evaluationTexts } from './texts';

interface Shown {
  panel: vscode.WebviewPanel;
  sides: ShownSide[];
  /** What was evaluated when it was filled last. */
  asOf: string;
}

/** The evaluation views: one for each run, or pair of runs, that is shown. */
export class EvaluationPanels implements vscode.Disposable {
  private readonly panels = new Set<Shown>();
  private readonly watching: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly runs: WorkspaceRuns,
    private readonly worker: WorkerProgram,
    private readonly reporter: Reporter,
  ) {
    this.watching = runs.onDidChange(() => this.refresh());
  }

  /** Shows a run's evaluation, or two beside each other, in the view that has them already or in a new one. */
  show(sides: readonly ShownSide[]): void {
    const shown = [...this.panels].find(
      (other) =>
        other.sides.length === sides.length &&
        other.sides.every(({ runDir }, index) => runDir === sides[index]?.runDir),
    );
    if (shown) {
      shown.sides = shown.sides.map((side, index) => ({ ...side, ...sides[index] }));
      shown.panel.reveal();
      this.send(shown);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      evaluationPanelType,
      vscode.l10n.t('Evaluation'),
      vscode.ViewColumn.Active,
    );
    this.fill(panel, [...sides]);
  }

  /** Closes the views of a run that is deleted. */
  close(dir: string): void {
    for (const { panel, sides } of this.panels)
      if (sides.some(({ runDir }) => runDir === dir)) panel.dispose();
  }

  /** Fills a panel that the window has kept over a reload; closes it when what it kept is not readable. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = evaluationViewStateSchema.safeParse(state);
    if (kept.success) this.fill(panel, kept.data.sides);
    else panel.dispose();
  }

  dispose(): void {
    this.watching.dispose();
    this.panels.clear();
  }

  /** Fills again what shows figures from before the latest evaluation, of this run or of another that puts it in doubt. */
  private refresh(): void {
    const now = this.evaluated();
    for (const shown of this.panels) if (shown.panel.visible && shown.asOf !== now) this.send(shown);
  }

  /** Every evaluation there ever was, in short. */
  private evaluated(): string {
    return this.runs
      .all()
      .map(({ dir, evaluations }) => `${dir}:${evaluations.length}`)
      .join();
  }

  private fill(panel: vscode.WebviewPanel, sides: ShownSide[]): void {
    const shown: Shown = { panel, sides, asOf: '' };
    this.panels.add(shown);
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(shown, message));
    panel.onDidDispose(() => this.panels.delete(shown));
    loadPage(panel, {
      extensionUri: this.extensionUri,
      title: this.titleOf(sides),
      language: vscode.env.language,
      name: 'evaluation',
      ownPictures: true,
    });
  }

  private titleOf(sides: readonly ShownSide[]): string {
    return vscode.l10n.t('Evaluation: {0}', sides.map(({ runDir }) => this.nameOf(runDir)).join(' | '));
  }

  private nameOf(runDir: string): string {
    return this.runs.get(runDir)?.record.name ?? basename(runDir);
  }

  private receive(shown: Shown, message: unknown): void {
    const parsed = fromEvaluationViewSchema.safeParse(message);
    if (parsed.success)
      this.act(shown, parsed.data).catch((error: unknown) => this.reporter.error(error, 'Evaluation view'));
    else this.reporter.log.warn(`The evaluation view sent what is not understood: ${parsed.error.message}`);
  }

  private async act(shown: Shown, message: FromEvaluationView): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.snapshot(shown);
      case 'choose':
        shown.sides = shown.sides.map((side, index) =>
          index === message.side ? { ...side, which: message.which } : side,
        );
        return this.snapshot(shown);
      case 'askPictures':
        return this.sendPictures(shown, message);
      case 'askGradCam':
        return this.sendGradCam(shown, message);
      case 'export':
      case 'exportPicture':
      case 'exportPage': {
        const [{ runDir }] = shown.sides;
        return exportFile(message, this.runs.get(runDir)?.folder ?? runDir, this.extensionUri);
      }
    }
  }

  private async sendPictures(
    { panel, sides }: Shown,
    { side, files }: Extract<FromEvaluationView, { type: 'askPictures' }>,
  ): Promise<void> {
    const run = this.runs.get(sides[side]?.runDir ?? '');
    const split = sides[side]?.which?.split;
    if (!run || !split) return;
    let message: ToEvaluationView;
    try {
      const services = { worker: this.worker, log: this.reporter.log };
      message = { type: 'pictures', side, pictures: await slicePictures(services, run, split, files) };
    } catch (error) {
      const kind = classify(error);
      if (kind.kind !== 'user') throw error;
      message = { type: 'noPictures', text: [kind.failure.what, kind.failure.next].join(' ').trim() };
    }
    await panel.webview.postMessage(message);
  }

  private async sendGradCam(
    { panel, sides }: Shown,
    { side, files, class: of }: Extract<FromEvaluationView, { type: 'askGradCam' }>,
  ): Promise<void> {
    const run = this.runs.get(sides[side]?.runDir ?? '');
    const which = sides[side]?.which;
    if (!run || !which) return;
    const services = { worker: this.worker, log: this.reporter.log };
    let heatMaps: HeatMap[] = [];
    try {
      heatMaps = await gradCam(services, run, which, { files, class: of });
    } finally {
      const message: ToEvaluationView = { type: 'gradCam', side, files, class: of, heatMaps };
      await panel.webview.postMessage(message);
    }
  }

  private send(shown: Shown): void {
    this.snapshot(shown).catch((error: unknown) => this.reporter.error(error, 'Evaluation view'));
  }

  private async snapshot(shown: Shown): Promise<void> {
    const { panel, sides } = shown;
    await this.runs.ready;
    shown.asOf = this.evaluated();
    const read = await Promise.all(sides.map((side) => readSide(side, this.runs)));
    const whole = read.flatMap(({ side }) => side ?? []);
    shown.sides = sides.map((side, index) => {
      const provenance = read[index]?.side?.evaluation.provenance;
      if (!provenance) return side;
      const { split, checkpoint } = provenance;
      return { ...side, which: { split, checkpoint } };
    });
    const message: ToEvaluationView =
      whole.length < sides.length
        ? {
            type: 'gone',
            text: [
              ...read.flatMap(({ side, lost }) => (side ? [] : lost)),
              vscode.l10n.t('This evaluation is no longer there. Evaluate the model again.'),
            ].join(' '),
          }
        : { type: 'snapshot', texts: evaluationTexts(), locale: vscode.env.language, sides: whole };
    await panel.webview.postMessage(message);
  }
}
