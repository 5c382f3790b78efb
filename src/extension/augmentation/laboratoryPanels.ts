import { open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { imageSide } from '../../course/classes';
import type { StudentPipeline } from '../../protocol/augmentation';
import type { JobKind, JobOf } from '../../protocol/jobs';
import type { PackedData } from '../../protocol/jobs/dataJobs';
import {
  fromLaboratorySchema,
  laboratoryStateSchema,
  type FromLaboratory,
  type SlicePlace,
  type ToLaboratory,
} from '../../panels/laboratory';
import { laboratoryPanelType } from '../kit/commandIds';
import type { Course } from '../course/course';
import { UserError } from '../kit/errors';
import type { Reporter } from '../kit/reporter';
import { settingsFor } from '../kit/settings';
import { progressReporter } from '../kit/progressText';
import { loadPage } from '../kit/webviewPage';
import { doWorkerJob } from '../kit/workerJob';
import type { WorkerProgram } from '../kit/workerProgram';
import { saveEvidence } from './evidence';
import { insertPipeline } from './pipelineCode';
import { laboratoryTexts } from './texts';

/** What a laboratory is about. */
export interface LaboratorySubject {
  /** Data set folder. */
  data: string;
  /** The student's file whose pipeline is shown. */
  file?: string | undefined;
}

interface Shown {
  panel: vscode.WebviewPanel;
  subject: LaboratorySubject;
  slices?: Promise<PackedData>;
}

const sliceBytes = imageSide * imageSide;

interface Options {
  extensionUri: vscode.Uri;
  course: Course;
  reporter: Reporter;
  worker: WorkerProgram;
  /** Takes the output of the workers. */
  logFile: string;
}

/** The augmentation laboratories: one for each file, and one without. */
export class LaboratoryPanels {
  private readonly panels = new Set<Shown>();

  constructor(private readonly options: Options) {}

  /** Shows a subject in the laboratory that has it already, or in a new one beside the editor. */
  show(subject: LaboratorySubject): void {
    const shown = [...this.panels].find(
      (other) => other.subject.file === subject.file && other.subject.data === subject.data,
    );
    if (shown) {
      shown.panel.reveal();
      this.act(shown, { type: 'readAgain' });
      return;
    }
    const column = subject.file === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    this.fill(vscode.window.createWebviewPanel(laboratoryPanelType, '', column), subject);
  }

  /** Fills a panel that the window has kept over a reload; closes it when what it kept is not readable. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = laboratoryStateSchema.safeParse(state);
    if (kept.success) this.fill(panel, { data: kept.data.data, file: kept.data.file });
    else panel.dispose();
  }

  private fill(panel: vscode.WebviewPanel, subject: LaboratorySubject): void {
    const shown: Shown = { panel, subject };
    this.panels.add(shown);
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const parsed = fromLaboratorySchema.safeParse(message);
      if (parsed.success) this.act(shown, parsed.data);
      else
        this.options.reporter.log.warn(`The laboratory sent what is not understood: ${parsed.error.message}`);
    });
    panel.onDidDispose(() => this.panels.delete(shown));
    loadPage(panel, {
      extensionUri: this.options.extensionUri,
      title: subject.file
        ? vscode.l10n.t('Augmentations: {0}', basename(subject.file))
        : vscode.l10n.t('Augmentations'),
      language: vscode.env.language,
      name: 'augmentation',
    });
  }

  private act(shown: Shown, message: FromLaboratory): void {
    this.answer(shown, message).catch((error: unknown) =>
      this.options.reporter.error(error, 'Augmentation laboratory'),
    );
  }

  private async answer(shown: Shown, message: FromLaboratory): Promise<void> {
    const post = (answer: ToLaboratory) => shown.panel.webview.postMessage(answer);
    switch (message.type) {
      case 'ready':
        return this.snapshot(shown);
      case 'slice':
        await post(await this.slice(shown, message));
        return;
      case 'readAgain':
        return this.showPipeline(shown, true);
      case 'copy':
        await vscode.env.clipboard.writeText(message.code);
        vscode.window.setStatusBarMessage(vscode.l10n.t('The pipeline is in the clipboard.'), 4000);
        return;
      case 'insert':
        return insert(shown.subject.file, message);
      case 'save':
        await post({ type: 'saved', name: await saveEvidence(this.options.course, message.view) });
        return;
    }
  }

  private async snapshot(shown: Shown): Promise<void> {
    const { data, file } = shown.subject;
    try {
      shown.slices ??= this.listSlices(data);
      const { splits } = await shown.slices;
      await shown.panel.webview.postMessage({
        type: 'snapshot',
        texts: laboratoryTexts(),
        locale: vscode.env.language,
        slices: splits,
        data,
        ...(file === undefined ? {} : { file }),
      } satisfies ToLaboratory);
    } catch (error) {
      shown.slices = undefined;
      const text = vscode.l10n.t('The slices of the data set in {0} could not be read.', data);
      await shown.panel.webview.postMessage({ type: 'gone', text } satisfies ToLaboratory);
      throw error;
    }
    await this.showPipeline(shown, false);
  }

  private async showPipeline({ panel, subject }: Shown, isAsked: boolean): Promise<void> {
    const pipeline = await this.readPipeline(subject);
    if (pipeline)
      await panel.webview.postMessage({ type: 'pipeline', pipeline, isAsked } satisfies ToLaboratory);
  }

  private listSlices(data: string): Promise<PackedData> {
    const title = vscode.l10n.t('Reading the data set');
    return this.job('listSlices', { data }, title, dirname(data));
  }

  /** Runs the student's file, in a worker, to see what pipeline it makes. */
  private async readPipeline({ file }: LaboratorySubject): Promise<StudentPipeline | undefined> {
    if (file === undefined) return undefined;
    const unsaved = vscode.workspace.textDocuments.find(({ uri, isDirty }) => isDirty && uri.fsPath === file);
    await unsaved?.save();
    const title = vscode.l10n.t('Reading the pipeline of {0}', basename(file));
    return this.job('pipeline', { file }, title, dirname(file));
  }

  private async job<Kind extends JobKind>(kind: Kind, job: JobOf<Kind>, title: string, cwd: string) {
    const { worker, reporter, logFile } = this.options;
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, cancellation) =>
        doWorkerJob(kind, job, {
          worker,
          nodePath: settingsFor().nodePath,
          logFile,
          cwd,
          log: reporter.log,
          cancellation,
          onProgress: progressReporter(progress),
        }),
    );
  }

  private async slice({ slices }: Shown, { split, index }: SlicePlace): Promise<ToLaboratory> {
    const listed = await slices;
    const entry = listed?.splits[split][index];
    if (!listed || !entry) throw new Error(`There is no slice ${index} in ${split}.`);
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
      type: 'slice',
      split,
      index,
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
      what: vscode.l10n.t('There is no file to put the pipeline into.'),
      next: vscode.l10n.t('Open your TypeScript file beside the laboratory, then insert again.'),
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
