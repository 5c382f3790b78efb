import { join } from 'node:path';
import * as vscode from 'vscode';
import type { EvaluationKey } from '../../panels/evaluation';
import { CheckReports } from '../checks/checkReports';
import { Checks } from '../checks/checks';
import { CheckProblems } from '../checks/findings';
import { HintThreads } from '../checks/hintThreads';
import { TestExplorer } from '../checks/testExplorer';
import { Course, typingsOf } from '../course/course';
import { LaboratoryPanels } from '../augmentation/laboratoryPanels';
import { cudaRuntimeVariable, likelyPythonVariable, pythonVariable } from '../../protocol/devices';
import { cudaFolder } from '../devices/installCudaRuntime';
import { DataPanels } from '../data/dataPanels';
import { EvaluationPanels } from '../evaluation/evaluationPanels';
import { MetricsView } from '../metrics/metricsView';
import { ComparisonPanels } from '../metrics/comparisonPanels';
import { MetricsPanels } from '../metrics/panels';
import { RunFeeds } from '../metrics/runFeeds';
import { ModelPanels } from '../model/modelPanels';
import { QuizPanels } from '../quiz/quizPanels';
import { ReviewPanels } from '../review/reviewPanels';
import { RatePanels } from '../training/ratePanels';
import { Reporter } from '../kit/reporter';
import { chosenEnvironment } from '../kit/pythonExtension';
import { configuredPython } from '../kit/settings';
import { ChosenRun } from '../runs/chosenRun';
import { WorkspaceRuns } from '../runs/workspaceRuns';
import { Problems } from '../training/problems';
import { TrainingQueue } from '../training/trainingQueue';
import { Trainings } from '../training/trainings';
import type { WorkerProgram } from '../kit/workerProgram';

/** Everything that lives as long as the extension, made once. */
export interface Services {
  log: vscode.LogOutputChannel;
  reporter: Reporter;
  course: Course;
  runs: WorkspaceRuns;
  trainings: Trainings;
  queue: TrainingQueue;
  problems: Problems;
  checks: Checks;
  /** The reports of checks. */
  reports: CheckReports;
  testExplorer: TestExplorer;
  hints: HintThreads;
  panels: MetricsPanels;
  metricsView: MetricsView;
  comparisons: ComparisonPanels;
  evaluations: EvaluationPanels;
  laboratories: LaboratoryPanels;
  models: ModelPanels;
  dataPanels: DataPanels;
  quizzes: QuizPanels;
  rates: RatePanels;
  reviews: ReviewPanels;
  worker: WorkerProgram;
  extensionUri: vscode.Uri;
  /** Folder for data of this machine. */
  storage: string;
  /** Typings that go to the student with a chapter. */
  typings: string;
  state: vscode.Memento;
  /** What the workspace remembers. */
  workspaceState: vscode.Memento;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const storage = context.globalStorageUri.fsPath;
  const worker: WorkerProgram = {
    path: join(context.extensionPath, 'dist', 'worker.cjs'),
    get environment() {
      const python = configuredPython();
      const likely = chosenEnvironment();
      return {
        [cudaRuntimeVariable]: cudaFolder(storage),
        ...(python ? { [pythonVariable]: python } : {}),
        ...(likely ? { [likelyPythonVariable]: likely } : {}),
      };
    },
  };
  const log = vscode.window.createOutputChannel('LiTS Lab', { log: true }); // no text: a name
  const reporter = new Reporter(log);
  const course = new Course(join(context.extensionPath, 'exercises'));
  const runs = new WorkspaceRuns(log);
  const trainings = new Trainings(worker, runs, log);
  const queue = new TrainingQueue({ trainings, runs, worker, log, reporter });
  const problems = new Problems();
  const { extensionUri } = context;
  const chosen = new ChosenRun(context.workspaceState, reporter);
  const feeds = new RunFeeds({ runs, trainings, reporter });
  const evaluations = new EvaluationPanels({ extensionUri, runs, chosen, worker, reporter });
  const watching = {
    extensionUri,
    runs,
    trainings,
    feeds,
    chosen,
    reporter,
    showEvaluation: (runDir: string, which: EvaluationKey) => evaluations.show([{ runDir, which }]),
  };
  const panels = new MetricsPanels(watching);
  const metricsView = new MetricsView({ ...watching, showMetrics: (dir) => panels.show(dir) });
  const comparisons = new ComparisonPanels({
    extensionUri,
    course,
    runs,
    trainings,
    reporter,
    showMetrics: (runDir) => panels.show(runDir),
  });
  const reports = new CheckReports(course);
  const checks = new Checks(worker, reports, log);
  const testExplorer = new TestExplorer({ course, checks, reports, reporter });
  const hints = new HintThreads();
  const laboratories = new LaboratoryPanels({
    extensionUri,
    course,
    reporter,
    worker,
    logFile: join(storage, 'laboratory.log'),
  });
  const models = new ModelPanels({ extensionUri, course, worker, reporter });
  const quizzes = new QuizPanels({ extensionUri, worker, reporter });
  const rates = new RatePanels({ extensionUri, reporter });
  const reviews = new ReviewPanels({
    extensionUri,
    course,
    runs,
    worker,
    reporter,
    showMetrics: (runDir) => panels.show(runDir),
    showEvaluation: watching.showEvaluation,
  });
  const dataPanels = new DataPanels({
    extensionUri,
    reporter,
    log,
    worker: { path: join(context.extensionPath, 'dist', 'dataWorker.cjs'), environment: {} },
    logFile: join(storage, 'data.log'),
  });
  context.subscriptions.push(
    log,
    course,
    runs,
    trainings,
    queue,
    problems,
    chosen,
    feeds,
    panels,
    comparisons,
    evaluations,
    laboratories,
    models,
    dataPanels,
    quizzes,
    rates,
    reviews,
  );
  context.subscriptions.push(reports, new CheckProblems(reports), testExplorer, hints);
  return {
    log,
    reporter,
    course,
    runs,
    trainings,
    queue,
    problems,
    checks,
    reports,
    testExplorer,
    hints,
    panels,
    metricsView,
    comparisons,
    evaluations,
    laboratories,
    models,
    dataPanels,
    quizzes,
    rates,
    reviews,
    worker,
    extensionUri,
    storage,
    typings: typingsOf(context.extensionPath),
    state: context.globalState,
    workspaceState: context.workspaceState,
  };
}
