import { open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { imageSide } from '../../course/classes';
import type { SavedView, StudentPipeline } from '../../protocol/augmentation';
import type { JobKind, JobOf } from '../../protocol/jobs';
import type { PackedData } from '../../protocol/jobs/dataJobs';
import {
  laboratoryPanel,
  type FromLaboratory,
  type LaboratoryPanel,
  type SliceAnswer,
  type SlicePlace,
} from '../../panels/laboratory';
import { t } from '../../words';
import { commandIds, panelTypes } from '../kit/commandIds';
import type { Course } from '../course/course';
import { UserError } from '../kit/errors';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import type { Reporter } from '../kit/reporter';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import type { WorkerProgram } from '../kit/workerProgram';
import { saveEvidence } from './evidence';
import { insertPipeline } from './pipelineCode';

/** What a laboratory is about. */
export interface LaboratorySubject {
  /** Data set folder. */
  data: string;
  /** The student's file whose pipeline is shown. */
  file?: string | undefined;
  /** A saved view to be seen again, until the page has it. */
  view?: SavedView | undefined;
}

/** A laboratory. */
type Panel = OpenPanel<LaboratoryPanel, LaboratorySubject>;

const sliceBytes = imageSide * imageSide;

export interface LaboratoryServices {
  extensionUri: vscode.Uri;
  course: Course;
  reporter: Reporter;
  worker: WorkerProgram;
  /** Takes the output of the workers. */
  logFile: string;
}

/** The augmentation laboratories: one for each file, and one without. */
export class LaboratoryPanels implements vscode.Disposable {
  readonly host: PanelHost<LaboratoryPanel, LaboratorySubject>;
  private readonly listed = new WeakMap<Panel, Promise<PackedData>>();

  constructor(private readonly services: LaboratoryServices) {
    this.host = new PanelHost(
      {
        viewType: panelTypes.laboratory,
        name: 'Augmentation laboratory', // no text: for the log
        page: 'augmentation',
        contract: laboratoryPanel,
        keyOf: ({ file, data }) => `${file ?? ''}\n${data}`,
        titleOf: ({ file }) =>
          file === undefined ? t('Augmentations') : t('Augmentations: {0}', basename(file)),
        subjectOf: ({ data, file }) => ({ data, file }),
        serve: (panel) => ({
          onReady: () => this.snapshot(panel),
          onMessage: (message) => this.act(panel, message),
          answers: {
            slice: (place) => this.slice(panel, place),
            save: async ({ view }) => ({ name: await saveEvidence(this.services.course, view) }),
          },
        }),
      },
      services.extensionUri,
      services.reporter,
    );
  }

  /** Shows a subject in the laboratory that has it already, or in a new one beside the editor. */
  show(subject: LaboratorySubject): void {
    const shown = this.host.reveal(subject);
    if (!shown) return;
    if (subject.view) {
      shown.tell({ type: 'view', view: subject.view });
      return;
    }
    const { reporter } = this.services;
    this.showPipeline(shown, true).catch((error: unknown) =>
      reporter.error(error, 'Augmentation laboratory'),
    );
  }

  dispose(): void {
    this.host.dispose();
  }

  private async act(panel: Panel, message: FromLaboratory): Promise<void> {
    switch (message.type) {
      case 'readAgain':
        return this.showPipeline(panel, true);
      case 'showInVolume': {
        const { split, index } = message.place;
        const wanted = { data: panel.subject.data, split, at: index };
        await vscode.commands.executeCommand(commandIds.browseData, wanted);
        return;
      }
      case 'copy':
        await vscode.env.clipboard.writeText(message.code);
        vscode.window.setStatusBarMessage(t('The pipeline is in the clipboard.'), 4000);
        return;
      case 'insert':
        return insert(panel.subject.file, message);
    }
  }

  private async snapshot(panel: Panel): Promise<void> {
    const { data, file } = panel.subject;
    try {
      const { splits } = await this.slicesOf(panel);
      panel.tell({
        type: 'snapshot',
        slices: splits,
        data,
        ...(file === undefined ? {} : { file }),
      });
    } catch (error) {
      this.listed.delete(panel);
      const text = t('The slices of the data set in {0} could not be read.', data);
      panel.tell({ type: 'gone', text });
      throw error;
    }
    await this.showPipeline(panel, false);
    const { view } = panel.subject;
    if (!view) return;
    panel.tell({ type: 'view', view });
    panel.subject = { data, file };
  }

  private async showPipeline(panel: Panel, isAsked: boolean): Promise<void> {
    const pipeline = await this.readPipeline(panel.subject);
    if (pipeline) panel.tell({ type: 'pipeline', pipeline, isAsked });
  }

  /** Listed once for each panel. */
  private slicesOf(panel: Panel): Promise<PackedData> {
    const listed = this.listed.get(panel) ?? this.listSlices(panel.subject.data);
    this.listed.set(panel, listed);
    return listed;
  }

  private listSlices(data: string): Promise<PackedData> {
    const title = t('Reading the data set');
    return this.job('listSlices', { data }, title, dirname(data));
  }

  /** Runs the student's file, in a worker, to see what pipeline it makes. */
  private async readPipeline({ file }: LaboratorySubject): Promise<StudentPipeline | undefined> {
    if (file === undefined) return undefined;
    const unsaved = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
    await unsaved?.save();
    const title = t('Reading the pipeline of {0}', basename(file));
    return this.job('pipeline', { file }, title, dirname(file));
  }

  private async job<Kind extends JobKind>(kind: Kind, job: JobOf<Kind>, title: string, cwd: string) {
    const { worker, reporter, logFile } = this.services;
    const { nodePath } = settingsFor();
    return doVisibleJob(kind, job, { title, worker, nodePath, logFile, cwd, log: reporter.log });
  }

  private async slice(panel: Panel, { split, index }: SlicePlace): Promise<SliceAnswer> {
    const listed = await this.slicesOf(panel);
    const entry = listed.splits[split][index];
    if (!entry) throw new Error(`There is no slice ${index} in ${split}.`);
    const pixels = Buffer.alloc(sliceBytes);
    const file = await open(listed.packed[split]);
    try {
      await file.read(pixels, 0, sliceBytes, index * sliceBytes);
    } finally {
      await file.close();
    }
    const mask = async (name: string | undefined) =>
      name === undefined ? undefined : (await readFile(join(listed.path, split, name))).toString('base64');
    const [liver, lesion] = [await mask(entry.liver), await mask(entry.lesion)];
    return {
      pixels: pixels.toString('base64'),
      ...(liver === undefined ? {} : { liver }),
      ...(lesion === undefined ? {} : { lesion }),
    };
  }
}

/** Puts a pipeline into the file that the laboratory was opened for, else into the TypeScript file that is on show. */
async function insert(
  file: string | undefined,
  pipeline: Extract<FromLaboratory, { type: 'insert' }>,
): Promise<void> {
  const visible = vscode.window.visibleTextEditors.find(
    ({ document }) => document.languageId === 'typescript' && document.uri.scheme === 'file',
  );
  const uri = file === undefined ? visible?.document.uri : vscode.Uri.file(file);
  if (!uri)
    throw new UserError({
      what: t('There is no file to put the pipeline into.'),
      next: t('Open your TypeScript file beside the laboratory, then insert again.'),
    });
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === uri.fsPath);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(uri, { viewColumn });
  const { document } = editor;
  const cursor = document.offsetAt(editor.selection.active);
  await editor.edit((edit) => {
    for (const { start, end, text } of insertPipeline(document.getText(), pipeline, cursor))
      edit.replace(new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  });
}
