import { basename, join } from 'node:path';
import type * as vscode from 'vscode';
import { modelPanel, type ModelPanel, type ModelSummary, type StatedShape } from '../../panels/model';
import { t } from '../../words';
import { exerciseOfFile } from '../course/openedExercise';
import type { Course } from '../course/course';
import { summarizeModel } from '../course/studentModel';
import { panelTypes } from '../kit/commandIds';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import type { Reporter } from '../kit/reporter';
import type { WorkerProgram } from '../kit/workerProgram';

/** The model of a file; its summary is made again where the window has forgotten it. */
interface Subject {
  file: string;
  summary?: ModelSummary;
  /** Line of the file whose layer is to be seen. */
  line?: number | undefined;
}

type Panel = OpenPanel<ModelPanel, Subject>;

export interface ModelServices {
  course: Course;
  worker: WorkerProgram;
  reporter: Reporter;
  extensionUri: vscode.Uri;
}

/** The model view: one, of the file that was asked for last. */
export class ModelPanels implements vscode.Disposable {
  readonly host: PanelHost<ModelPanel, Subject>;

  constructor(private readonly services: ModelServices) {
    this.host = new PanelHost(
      {
        viewType: panelTypes.model,
        name: 'Model view', // no text: for the log
        page: 'model',
        contract: modelPanel,
        keyOf: () => '',
        titleOf: ({ file }) => t('Model: {0}', basename(file)),
        subjectOf: ({ file }) => ({ file }),
        serve: (panel) => ({
          onReady: () => this.snapshot(panel),
          onMessage: () => Promise.resolve(),
          answers: {},
        }),
      },
      services.extensionUri,
      services.reporter,
    );
  }

  /** Builds the model of a file and shows it. @param line whose layer is to be seen */
  async show(file: string, line?: number): Promise<void> {
    const subject = { file, summary: await summarizeModel(file, this.services), line };
    const shown = this.host.reveal(subject);
    if (!shown) return;
    shown.subject = subject;
    shown.retitle();
    await this.snapshot(shown);
  }

  dispose(): void {
    this.host.dispose();
  }

  private async snapshot(panel: Panel): Promise<void> {
    const { file, line } = panel.subject;
    const summary = panel.subject.summary ?? (await summarizeModel(file, this.services));
    panel.subject = { file, summary, line };
    const shown = summary.layers.find(({ at }) => at?.line === line && at?.file === basename(file))?.name;
    panel.tell({ type: 'snapshot', file, summary, stated: await this.statedShapes(file), shown });
  }

  private async statedShapes(file: string): Promise<StatedShape[]> {
    const opened = await exerciseOfFile(this.services.course, file);
    const models = opened?.exercise.manifest.models ?? [];
    const isOf = ({ files }: { files: readonly string[] }) =>
      files.some((name) => opened && join(opened.work, name) === file);
    return models.find(isOf)?.shapes ?? [];
  }
}
