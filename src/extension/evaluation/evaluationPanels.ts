import { basename } from 'node:path';
import * as vscode from 'vscode';
import {
  evaluationPanel,
  type EvaluationPanel,
  type FromEvaluationView,
  type SlicePicture,
} from '../../panels/evaluation';
import type { HeatMap } from '../../protocol/jobs/evaluationJobs';
import { t } from '../../words';
import { commandIds, panelTypes } from '../kit/commandIds';
import { classify } from '../kit/errors';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import type { Reporter } from '../kit/reporter';
import { sentence } from '../kit/sentence';
import type { WorkerProgram } from '../kit/workerProgram';
import type { ChosenRun } from '../runs/chosenRun';
import { tellingName } from '../runs/runNames';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import { exportFile } from './exportFile';
import { readSide, type ShownSide } from './readSide';
import { dataOf, gradCam, slicePictures } from './slicePictures';

/** An evaluation view; its subject is one run's evaluation, or two beside each other. */
type Panel = OpenPanel<EvaluationPanel, readonly ShownSide[]>;

export interface EvaluationPanelServices {
  extensionUri: vscode.Uri;
  runs: WorkspaceRuns;
  chosen: ChosenRun;
  worker: WorkerProgram;
  reporter: Reporter;
}

/** The evaluation views: one for each run, or pair of runs, that is shown. */
export class EvaluationPanels implements vscode.Disposable {
  readonly host: PanelHost<EvaluationPanel, readonly ShownSide[]>;
  /** What was evaluated when a view was filled last. */
  private readonly asOf = new WeakMap<Panel, string>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly services: EvaluationPanelServices) {
    const { extensionUri, runs, reporter } = services;
    this.host = new PanelHost(
      {
        viewType: panelTypes.evaluation,
        name: 'Evaluation view', // no text: for the log
        page: 'evaluation',
        ownPictures: true,
        contract: evaluationPanel,
        keyOf: (sides) => sides.map(({ runDir }) => runDir).join('\n'),
        titleOf: (sides) => t('Evaluation: {0}', sides.map(({ runDir }) => this.nameOf(runDir)).join(' | ')),
        subjectOf: ({ sides }) => sides,
        serve: (panel) => ({
          onReady: () => this.snapshot(panel),
          onMessage: (message) => this.act(panel, message),
          answers: {
            pictures: ({ side, files }) => this.pictures(panel.subject[side], files),
            gradCam: ({ side, ...slices }) => this.heatMaps(panel.subject[side], slices),
          },
        }),
      },
      extensionUri,
      reporter,
    );
    this.disposables = [this.host, runs.onDidChange(() => this.refresh())];
  }

  /** Shows a run's evaluation, or two beside each other, in the view that has them already or in a new one. */
  show(sides: readonly ShownSide[]): void {
    if (sides.length === 1) this.services.chosen.choose(sides[0].runDir);
    const shown = this.host.reveal(sides);
    if (!shown) return;
    shown.subject = shown.subject.map((side, index) => ({ ...side, ...sides[index] }));
    this.send(shown);
  }

  /** Closes the views of a run that is deleted. */
  close(dir: string): void {
    for (const panel of this.host.all())
      if (panel.subject.some(({ runDir }) => runDir === dir)) panel.close();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Fills again what shows figures from before the latest evaluation, of this run or of another that puts it in doubt. */
  private refresh(): void {
    const now = this.evaluated();
    for (const panel of this.host.all())
      if (panel.isVisible && this.asOf.get(panel) !== now) this.send(panel);
  }

  /** Every evaluation there ever was, in short. */
  private evaluated(): string {
    return this.services.runs
      .all()
      .map(({ dir, evaluations }) => `${dir}:${evaluations.length}`)
      .join();
  }

  private nameOf(runDir: string): string {
    const { runs } = this.services;
    const run = runs.get(runDir);
    return run ? tellingName(run, runs.all()) : basename(runDir);
  }

  private async act(panel: Panel, message: FromEvaluationView): Promise<void> {
    switch (message.type) {
      case 'choose':
        panel.subject = panel.subject.map((side, index) =>
          index === message.side ? { ...side, which: message.which } : side,
        );
        return this.snapshot(panel);
      case 'showInVolume':
        return this.showInVolume(panel.subject[message.side], message.file);
      case 'export':
      case 'exportPicture':
      case 'exportPage': {
        const { runs, extensionUri } = this.services;
        const [{ runDir }] = panel.subject;
        return exportFile(message, runs.get(runDir)?.folder ?? runDir, extensionUri);
      }
    }
  }

  /** In the data browser, of the data set that the run was trained on. */
  private async showInVolume(side: ShownSide | undefined, at: string): Promise<void> {
    const run = side && this.services.runs.get(side.runDir);
    const data = run && (await dataOf(run));
    if (side?.which && data !== undefined)
      await vscode.commands.executeCommand(commandIds.browseData, { data, split: side.which.split, at });
  }

  private async pictures(
    side: ShownSide | undefined,
    files: string[],
  ): Promise<{ pictures: SlicePicture[]; problem?: string }> {
    const run = side && this.services.runs.get(side.runDir);
    if (!run || !side.which) return { pictures: [] };
    try {
      return { pictures: await slicePictures(this.pictureServices(), run, side.which.split, files) };
    } catch (error) {
      const kind = classify(error);
      if (kind.kind !== 'user') throw error;
      const { what, next } = kind.failure;
      return { pictures: [], problem: sentence({ what, next, problems: [] }) };
    }
  }

  private async heatMaps(
    side: ShownSide | undefined,
    slices: { files: string[]; class: number },
  ): Promise<{ heatMaps: HeatMap[] }> {
    const run = side && this.services.runs.get(side.runDir);
    if (!run || !side.which) return { heatMaps: [] };
    return { heatMaps: await gradCam(this.pictureServices(), run, side.which, slices) };
  }

  private pictureServices() {
    const { worker, reporter } = this.services;
    return { worker, log: reporter.log };
  }

  private send(panel: Panel): void {
    const { reporter } = this.services;
    this.snapshot(panel).catch((error: unknown) => reporter.error(error, 'Evaluation view'));
  }

  private async snapshot(panel: Panel): Promise<void> {
    const { runs } = this.services;
    await runs.ready;
    this.asOf.set(panel, this.evaluated());
    const sides = panel.subject;
    const read = await Promise.all(sides.map((side) => readSide(side, runs)));
    const whole = read.flatMap(({ side }) => side ?? []);
    panel.subject = sides.map((side, index) => {
      const provenance = read[index]?.side?.evaluation.provenance;
      if (!provenance) return side;
      const { split, checkpoint } = provenance;
      return { ...side, which: { split, checkpoint } };
    });
    if (whole.length < sides.length) {
      const lost = read.flatMap((one) => (one.side ? [] : one.lost));
      const gone = t('This evaluation is no longer there. Evaluate the model again.');
      panel.tell({ type: 'gone', text: [...lost, gone].join(' ') });
    } else panel.tell({ type: 'snapshot', sides: whole });
  }
}
