import * as vscode from 'vscode';
import { deviceIdSchema, isTorchDevice } from '../../protocol/devices';
import { t } from '../../words';
import { checkExercise, nextExercise, resetExerciseCommand } from '../checks/checkCommands';
import { CheckDecorations } from '../checks/decorations';
import { checkActions } from '../checks/checkActions';
import { CheckLenses } from '../checks/checkLenses';
import { closeOldHints, showHint } from '../checks/showHint';
import { commandIds, panelTypes, viewIds, type CommandId, type PanelType } from '../kit/commandIds';
import { evidenceLenses, pipelineLenses } from '../augmentation/codeLens';
import { evidenceFile } from '../augmentation/evidence';
import { previewAugmentations } from '../augmentation/previewAugmentations';
import { ContextFacts } from './contextFacts';
import { ExercisesTree } from '../checks/exercisesTree';
import { openChapter, showAwaitedChapter } from '../course/openChapter';
import { openInstructions, openTaskFile } from '../course/openTask';
import { browseData } from '../data/browseData';
import { checkDataSet } from '../data/checkDataSet';
import { downloadDataSet } from '../data/downloadDataSet';
import { goOnWithData } from '../data/goOnWithData';
import { prepareFromVolumes } from '../data/prepareFromVolumes';
import { installCudaRuntime } from '../devices/installCudaRuntime';
import { selectDevice } from '../devices/selectDevice';
import { runsToCompare } from '../metrics/pickRuns';
import { answersLenses, comparedExercise } from '../metrics/answersLenses';
import { runsOfExercise } from '../metrics/exerciseRuns';
import { showModel } from '../model/showModel';
import { quizMe } from '../quiz/quizMe';
import { reviewSubmissions } from '../review/reviewSubmissions';
import { requireRun, requireRuns, runDirOf } from '../runs/runArgument';
import { pickRun, pickTraining } from '../training/pickRun';
import { evaluateModel } from '../evaluation/evaluateModel';
import { compareEvaluations, showEvaluation } from '../evaluation/showEvaluation';
import { pickResumable, resumeTraining } from '../training/resumeTraining';
import { exportModel, type ExportFormat } from '../runs/exportModel';
import { provideRecordedCode } from '../runs/recordedCode';
import { deleteRuns } from '../runs/deleteRuns';
import { noteRun, renameRun, starRuns } from '../runs/markRun';
import { openRunLog, revealRun } from '../runs/runActions';
import { RunsTree } from '../training/runsTree';
import { exportSubmission } from '../submission/exportSubmission';
import { handInWithGit } from '../submission/handInWithGit';
import { wakePythonExtension } from '../kit/pythonExtension';
import { settingsFor } from '../kit/settings';
import { createServices, type Services } from './services';
import { speakAsEditor } from './speakAsEditor';
import { findLearningRate } from '../training/findRate';
import { studentLanguage, TrainCodeLenses } from '../training/codeLens';
import { MendActions } from '../training/mendActions';
import { announceEnds } from '../training/notices';
import { DataSetStatus } from '../training/dataSetStatus';
import { TrainingStatus } from '../training/statusBar';
import { offerQueue, requireQueued } from '../training/queueCommands';
import { chooseAndTell, prepareData, queueTraining, trainModel } from '../training/trainModel';

/** The extension at work: what the small `index.ts` hands over to. */
export interface App {
  /** Runs a command; an error becomes one message to the student. */
  run(id: CommandId, args: readonly unknown[]): Promise<void>;
  /** Fills a panel that the window has kept over a reload. */
  restorePanel(type: PanelType, panel: vscode.WebviewPanel, state: unknown): void;
}

interface PanelRestorer {
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

/** Makes everything and begins: views, running trainings. Only in a workspace that is trusted. */
export function startApp(context: vscode.ExtensionContext): App {
  speakAsEditor();
  const services = createServices(context);
  const { reporter } = services;
  const hosts: Record<PanelType, PanelRestorer> = {
    [panelTypes.metrics]: services.panels.host,
    [panelTypes.comparison]: services.comparisons.host,
    [panelTypes.evaluation]: services.evaluations.host,
    [panelTypes.laboratory]: services.laboratories.host,
    [panelTypes.model]: services.models.host,
    [panelTypes.data]: services.dataPanels.host,
    [panelTypes.quiz]: services.quizzes.host,
    [panelTypes.learningRate]: services.rates.host,
    [panelTypes.review]: services.reviews.host,
  };
  const commands = handlers(services);
  context.subscriptions.push(...contribute(services));
  attend(services).then(
    (listening) => context.subscriptions.push(listening),
    (error: unknown) => reporter.error(error, 'Activation'),
  );
  return {
    run: async (id, args) => {
      try {
        await commands[id](...args);
      } catch (error) {
        await reporter.error(error, id);
      }
    },
    restorePanel: (type, panel, state) => hosts[type].restore(panel, state),
  };
}

/** Files that may hold saved views. */
const evidenceFiles: vscode.DocumentSelector = { scheme: 'file', pattern: `**/${evidenceFile}` };

/** Files that may hold a student's written answers. */
const answerFiles: vscode.DocumentSelector = { scheme: 'file', language: 'markdown' };

/** Views, lenses and the status bar. */
function contribute(services: Services): vscode.Disposable[] {
  const { course, runs, trainings, queue, reports } = services;
  const exercises = new ExercisesTree(course, runs, reports);
  const runsTree = new RunsTree(runs, trainings, queue);
  const lenses = new TrainCodeLenses(trainings);
  const checkLenses = new CheckLenses(course, reports);
  const decorations = new CheckDecorations(course, reports);
  const dataSet = new DataSetStatus();
  return [
    exercises,
    runsTree,
    lenses,
    checkLenses,
    decorations,
    vscode.window.createTreeView(viewIds.exercises, { treeDataProvider: exercises }),
    vscode.window.createTreeView(viewIds.runs, { treeDataProvider: runsTree, canSelectMany: true }),
    vscode.window.registerWebviewViewProvider(viewIds.metrics, services.metricsView),
    vscode.languages.registerCodeLensProvider(studentLanguage, lenses),
    vscode.languages.registerCodeLensProvider(studentLanguage, pipelineLenses),
    vscode.languages.registerCodeLensProvider(evidenceFiles, evidenceLenses),
    vscode.languages.registerCodeLensProvider(answerFiles, answersLenses(course)),
    vscode.languages.registerCodeLensProvider(studentLanguage, checkLenses),
    vscode.languages.registerCodeActionsProvider(studentLanguage, checkActions),
    vscode.languages.registerCodeActionsProvider(studentLanguage, new MendActions(services.problems)),
    vscode.window.registerFileDecorationProvider(decorations),
    provideRecordedCode(),
    new TrainingStatus(trainings, runs),
    dataSet,
    new ContextFacts(services, dataSet),
    announceEnds(services),
    closeOldHints(services),
  ];
}

/** Reads what lies in the workspace, then listens again to every training that still runs. */
async function attend(services: Services): Promise<vscode.Disposable> {
  const { runs, trainings, queue, reports, reporter } = services;
  const read = async () => {
    await runs.open();
    // A training is listened to at once: what else lies in the workspace can wait.
    await Promise.all([trainings.attachToRunning(), queue.refresh(), reports.open()]);
  };
  const again = (update: () => Promise<void>) => () => {
    update().catch((error: unknown) => reporter.error(error, 'Runs of the workspace'));
  };
  await read();
  await runs.forgetDeleted();
  if (trainings.all().length === 0)
    offerQueue(queue).catch((error: unknown) => reporter.error(error, 'Queue of trainings'));
  await showAwaitedChapter(services);
  goOnWithData({ ...services, onDataSet: () => services.course.refresh() }).catch((error: unknown) =>
    reporter.error(error, 'Data set'),
  );
  if (isTorchDevice(settingsFor().device)) await wakePythonExtension();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(again(read)),
    runs.onDidChange(again(() => trainings.attachToRunning())),
  );
}

type CommandHandler = (...args: unknown[]) => Promise<unknown>;

/** What each command does; one without a handler does not compile. */
function handlers(services: Services): Record<CommandId, CommandHandler> {
  const { course, runs, trainings, queue, panels, evaluations, log } = services;
  const onDataSet = () => course.refresh();
  const train = { ...services, onDataSet };
  const exportRunAs = async (format: ExportFormat, argument: unknown) => {
    const dir = runDirOf(argument) ?? (await pickRun(runs, trainings, t('Export Model')));
    if (dir !== undefined) await exportModel(services, requireRun(runs, dir), format);
  };
  return {
    [commandIds.openChapter]: () => openChapter(services),
    [commandIds.prepareSampleData]: () => prepareData(train),
    [commandIds.downloadDataSet]: () => downloadDataSet(train),
    [commandIds.prepareFromVolumes]: () => prepareFromVolumes(train),
    [commandIds.checkDataSet]: () => checkDataSet(train),
    [commandIds.browseData]: (wanted) => browseData({ ...train, dataPanels: services.dataPanels }, wanted),
    [commandIds.chooseDataSet]: () => chooseAndTell(train),
    [commandIds.trainModel]: (target, device) =>
      trainModel(
        train,
        target instanceof vscode.Uri ? target : undefined,
        deviceIdSchema.optional().catch(undefined).parse(device),
      ),
    [commandIds.findLearningRate]: (target) =>
      findLearningRate(
        { ...train, rates: services.rates },
        target instanceof vscode.Uri ? target : undefined,
      ),
    [commandIds.queueTraining]: (target) =>
      queueTraining(train, target instanceof vscode.Uri ? target : undefined),
    [commandIds.startQueue]: () => queue.goOn(),
    [commandIds.startQueued]: async (argument) => {
      const training = await queue.start(requireQueued(queue, argument));
      if (training) panels.showTraining(training);
    },
    [commandIds.moveQueuedUp]: (argument) => queue.move(requireQueued(queue, argument), -1),
    [commandIds.moveQueuedDown]: (argument) => queue.move(requireQueued(queue, argument), 1),
    [commandIds.removeQueued]: (argument) => queue.remove(requireQueued(queue, argument)),
    [commandIds.trainAgain]: (argument) =>
      trainModel(train, vscode.Uri.file(requireRun(runs, argument).record.file)),
    [commandIds.selectDevice]: () => selectDevice(services),
    [commandIds.installCudaRuntime]: () => installCudaRuntime(services),
    [commandIds.checkExercise]: (argument) => checkExercise(services, argument),
    [commandIds.showHint]: (argument, check) => showHint(services, argument, check),
    [commandIds.showModel]: (argument, line) => showModel(course, services.models, argument, line),
    [commandIds.quizMe]: (argument) => quizMe(course, services.quizzes, argument),
    [commandIds.nextExercise]: () => nextExercise(services),
    [commandIds.resetExercise]: (argument) => resetExerciseCommand(services, argument),
    [commandIds.exportSubmission]: () => exportSubmission(course, services.worker),
    [commandIds.handInWithGit]: () => handInWithGit(course, services.worker),
    [commandIds.reviewSubmissions]: (folder) => reviewSubmissions(services, folder),
    [commandIds.stopTraining]: async (argument) => {
      const dir = runDirOf(argument) ?? (await pickTraining(trainings));
      if (dir !== undefined) await trainings.stop(dir);
    },
    [commandIds.resumeTraining]: async (argument) => {
      const dir = runDirOf(argument);
      const run = dir === undefined ? await pickResumable(runs.all()) : requireRun(runs, dir);
      if (run) await resumeTraining(train, run);
    },
    [commandIds.showMetrics]: async (argument) => {
      const dir = runDirOf(argument) ?? (await pickRun(runs, trainings));
      if (dir !== undefined) panels.show(dir);
    },
    [commandIds.compareRuns]: async (argument, selected) => {
      const opened = await comparedExercise(course, argument);
      const dirs = opened
        ? await runsOfExercise(opened, runs.all())
        : await runsToCompare(runs, argument, selected);
      if (dirs && dirs.length > 0) services.comparisons.show(dirs);
    },
    [commandIds.evaluateModel]: async (argument) => {
      const dir = runDirOf(argument) ?? (await pickRun(runs, trainings, t('Evaluate Model')));
      if (dir !== undefined) await evaluateModel(services, requireRun(runs, dir));
    },
    [commandIds.showEvaluation]: (argument) => showEvaluation(services, argument),
    [commandIds.compareEvaluations]: (argument) => compareEvaluations(services, argument),
    [commandIds.previewAugmentations]: (target, saved) =>
      previewAugmentations(
        train,
        target instanceof vscode.Uri ? target : undefined,
        typeof saved === 'string' ? saved : undefined,
      ),
    [commandIds.showLog]: () => Promise.resolve(log.show()),
    [commandIds.openInstructions]: (argument) => openInstructions(course, argument),
    [commandIds.openTaskFile]: (argument) => openTaskFile(course, argument),
    [commandIds.openRunLog]: (argument) => openRunLog(requireRun(runs, argument).dir),
    [commandIds.revealRun]: (argument) => revealRun(requireRun(runs, argument)),
    [commandIds.exportOnnx]: (argument) => exportRunAs('onnx', argument),
    [commandIds.exportTensorflowJs]: (argument) => exportRunAs('tfjs', argument),
    [commandIds.renameRun]: (argument) => renameRun(runs, requireRun(runs, argument)),
    [commandIds.noteRun]: (argument) => noteRun(runs, requireRun(runs, argument)),
    [commandIds.starRun]: (argument, selected) => starRuns(runs, requireRuns(runs, argument, selected), true),
    [commandIds.unstarRun]: (argument, selected) =>
      starRuns(runs, requireRuns(runs, argument, selected), false),
    [commandIds.deleteRun]: async (argument, selected) => {
      const chosen = requireRuns(runs, argument, selected);
      await deleteRuns(services, chosen);
      for (const { dir } of chosen) {
        panels.close(dir);
        evaluations.close(dir);
      }
    },
  };
}
