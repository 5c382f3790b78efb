import { join } from 'node:path';
import * as vscode from 'vscode';
import { Course, typingsOf } from './course/course';
import { MetricsPanels } from './metrics/panels';
import { Reporter } from './reporter';
import { RunStore } from './runs/runStore';
import { Problems } from './training/problems';
import { Trainings } from './training/trainings';

/** Everything that lives as long as the extension, made once. */
export interface Services {
  log: vscode.LogOutputChannel;
  reporter: Reporter;
  course: Course;
  runs: RunStore;
  trainings: Trainings;
  problems: Problems;
  panels: MetricsPanels;
  /** The worker's program. */
  workerPath: string;
  /** Typings that go to the student with a chapter. */
  typings: string;
  state: vscode.Memento;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const workerPath = join(context.extensionPath, 'dist', 'worker.cjs');
  const log = vscode.window.createOutputChannel('LiTS Lab', { log: true });
  const reporter = new Reporter(log);
  const course = new Course(join(context.extensionPath, 'exercises'));
  const runs = new RunStore(log);
  const trainings = new Trainings(workerPath, runs, log);
  const problems = new Problems();
  const panels = new MetricsPanels(context.extensionUri, runs, trainings, reporter);
  context.subscriptions.push(log, course, runs, trainings, problems, panels);
  return {
    log,
    reporter,
    course,
    runs,
    trainings,
    problems,
    panels,
    workerPath,
    typings: typingsOf(context.extensionPath),
    state: context.globalState,
  };
}
