import { join } from 'node:path';
import * as vscode from 'vscode';
import { readIfPresent } from '../../files/jsonFile';
import { headline, type CheckReport, type CheckResult } from '../../protocol/checkReport';
import type { CheckJob } from '../../protocol/jobs/checkJob';
import { roughText } from '../../protocol/textFile';
import { t, visible } from '../../words';
import { classify } from '../kit/errors';
import type { Reporter } from '../kit/reporter';
import type { Course } from '../course/course';
import type { CheckEvent, Checks } from './checks';
import type { CheckReports } from './checkReports';
import { findingText, locationOf, testMessage } from './findings';
import { headLine } from './headLine';
import { exerciseOfFile, openedExercises, type OpenedExercise } from '../course/openedExercise';
import { wantedOf, type Wanted } from './wanted';

export interface TestExplorerServices {
  course: Course;
  checks: Checks;
  reports: CheckReports;
  reporter: Reporter;
}

/** Checks in the editor's own Test Explorer: exercise, task, check. */
export class TestExplorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('lits.checks', 'LiTS Lab'); // no text: a name
  private readonly profile: vscode.TestRunProfile;
  private readonly exercises = new Map<vscode.TestItem, OpenedExercise>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly services: TestExplorerServices) {
    const { course, reports, reporter } = services;
    const build = () => {
      this.build().catch((error: unknown) => reporter.error(error, 'Test Explorer'));
    };
    this.profile = this.controller.createRunProfile(
      t('Check'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.handle(request, token),
      true,
      undefined,
      true,
    );
    this.controller.refreshHandler = () => this.build();
    this.disposables = [
      this.controller,
      this.profile,
      course.onDidChange(build),
      reports.onDidChange(build),
      vscode.workspace.onDidChangeWorkspaceFolders(build),
      vscode.workspace.onDidSaveTextDocument(({ languageId }) => {
        if (languageId === 'typescript') build();
      }),
    ];
    build();
  }

  /** Checks an exercise as *Run Test* does, or a task of it. @returns the report, or nothing when it was cancelled or could not be had */
  async check(
    opened: OpenedExercise,
    token: vscode.CancellationToken,
    task?: string,
  ): Promise<CheckReport | undefined> {
    await this.build();
    const root = this.controller.items.get(opened.exercise.manifest.id);
    const item = task === undefined ? root : (root?.children.get(task) ?? root);
    if (!item) return undefined;
    const [report] = await this.run(new vscode.TestRunRequest([item], undefined, this.profile), token);
    return report;
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** The tree, from what the course says and what reports have told of its checks. */
  private async build(): Promise<void> {
    const all = await openedExercises(this.services.course);
    const heads = await headsOf(
      all.flatMap(({ exercise, work }) => exercise.manifest.tasks.map(({ file }) => join(work, file))),
    );
    this.exercises.clear();
    const items = all.map((opened) => {
      const { manifest } = opened.exercise;
      const item = this.itemIn(
        this.controller.items,
        manifest.id,
        `${manifest.id} ${manifest.title}`,
        opened.work,
      );
      this.exercises.set(item, opened);
      const tasks = manifest.tasks
        .filter(({ gradedBy }) => gradedBy.includes('checks'))
        .map((task, index) => {
          const file = vscode.Uri.joinPath(vscode.Uri.file(opened.work), task.file).fsPath;
          const child = this.itemIn(item.children, task.id, task.title, file);
          child.sortText = sortKey(index);
          child.range = heads.get(file);
          const checks = this.services.reports.itemOf(opened, task.id)?.checks ?? [];
          // Checks are known once they have run; none is taken away while one runs.
          for (const [place, check] of checks.entries()) {
            const one = this.itemIn(child.children, check.id, check.title, file);
            one.sortText = sortKey(place);
            one.range = rangeOfFinding(check, file, opened.work) ?? child.range;
          }
          return child;
        });
      item.children.replace(tasks);
      return item;
    });
    this.controller.items.replace(items);
  }

  private itemIn(
    collection: vscode.TestItemCollection,
    id: string,
    label: string,
    file: string,
  ): vscode.TestItem {
    const present = collection.get(id);
    if (present) {
      present.label = label;
      return present;
    }
    const item = this.controller.createTestItem(id, label, vscode.Uri.file(file));
    collection.add(item);
    return item;
  }

  private async handle(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!request.continuous) {
      await this.run(request, token);
      return;
    }
    const saving = vscode.workspace.onDidSaveTextDocument((document) => {
      this.runOnSave(request, document, token).catch((error: unknown) =>
        this.services.reporter.error(error, 'Checking on save'),
      );
    });
    token.onCancellationRequested(() => {
      saving.dispose();
    });
  }

  /** Runs what a continuous run includes of the exercise that a file belongs to. */
  private async runOnSave(
    request: vscode.TestRunRequest,
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const opened = await exerciseOfFile(this.services.course, document.uri.fsPath);
    const item = opened && this.controller.items.get(opened.exercise.manifest.id);
    if (!item) return;
    const include = request.include?.filter((one) => rootOf(one) === item) ?? [item];
    if (include.length > 0)
      await this.run(new vscode.TestRunRequest(include, request.exclude, this.profile, true), token);
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<CheckReport[]> {
    const run = this.controller.createTestRun(request);
    const reports: CheckReport[] = [];
    try {
      const roots: vscode.TestItem[] = [];
      this.controller.items.forEach((item) => roots.push(item));
      for (const root of roots) {
        const opened = this.exercises.get(root);
        const wanted = opened && wantedOf(root, request);
        if (!wanted) continue;
        const report = await this.runExercise(opened, root, wanted, run, token);
        if (report) reports.push(report);
      }
    } finally {
      run.end();
    }
    return reports;
  }

  private async runExercise(
    opened: OpenedExercise,
    root: vscode.TestItem,
    wanted: Wanted,
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<CheckReport | undefined> {
    const { checks, reporter } = this.services;
    const only: CheckJob['only'] = wanted === 'all' ? undefined : wanted;
    root.children.forEach((task) => task.children.forEach((check) => run.enqueued(check)));
    const cancelled = new vscode.CancellationTokenSource();
    const ends = [token, run.token].map((one) => one.onCancellationRequested(() => cancelled.cancel()));
    try {
      return await checks.run(opened, {
        only,
        cancellation: cancelled.token,
        onCheck: (event) => this.tell(event, root, run, opened.work),
      });
    } catch (error) {
      if (classify(error).kind !== 'cancelled') {
        run.errored(root, new vscode.TestMessage(error instanceof Error ? error.message : String(error)));
        await reporter.error(error, `Checking ${opened.exercise.manifest.id}`);
      }
      return undefined;
    } finally {
      vscode.Disposable.from(...ends, cancelled).dispose();
    }
  }

  private tell(event: CheckEvent, root: vscode.TestItem, run: vscode.TestRun, work: string): void {
    const task = root.children.get(event.item);
    if (!task?.uri) return;
    const item = this.itemIn(task.children, event.check, event.title, task.uri.fsPath);
    const { result } = event;
    item.range = (result && rangeOfFinding(result, task.uri.fsPath, work)) ?? task.range;
    if (!result) run.started(item);
    else showResult(run, item, result, work);
  }
}

/** Where the icon of a test stands, by file. */
async function headsOf(files: readonly string[]): Promise<Map<string, vscode.Range>> {
  const heads = new Map<string, vscode.Range>();
  for (const file of new Set(files)) {
    const bytes = await readIfPresent(file);
    if (bytes === undefined) continue;
    const line = headLine(roughText(bytes));
    heads.set(file, new vscode.Range(line, 0, line, 0));
  }
  return heads;
}

/** The place of what a check has found in a file. */
function rangeOfFinding({ findings }: CheckResult, file: string, work: string): vscode.Range | undefined {
  return findings
    .map((finding) => locationOf(finding, work))
    .find((location) => location?.uri.fsPath === file)?.range;
}

function showResult(run: vscode.TestRun, item: vscode.TestItem, result: CheckResult, work: string): void {
  const { status, findings, reason } = result;
  const messages = findings.map((finding) => testMessage(result, finding, work));
  // The editor shows this output in a terminal.
  const say = (text: string) =>
    run.appendOutput(`${visible(text).replaceAll('\n', '\r\n')}\r\n`, undefined, item);
  // The editor keeps a description that becomes undefined.
  item.description = reason ?? '';
  if (status === 'pass') run.passed(item);
  else if (status === 'skipped') run.skipped(item);
  else if (status === 'fail') run.failed(item, messages);
  else run.errored(item, messages);
  const marks = { pass: '✓', fail: '✗', error: '✗', skipped: '-' };
  say(`${marks[status]} ${headline(result)}${reason ? ` (${reason})` : ''}`);
  for (const finding of findings) say(`${findingText(finding)}\n`);
}

/** The editor sorts by text: left alone, it would sort by title, and not as the exercise has them. */
function sortKey(index: number): string {
  return String(index).padStart(3, '0');
}

function rootOf(item: vscode.TestItem): vscode.TestItem {
  return item.parent ? rootOf(item.parent) : item;
}
