import * as vscode from 'vscode';
import { maxPoints } from '../../course/manifest';
import type { CheckReports } from './checkReports';
import { commandIds } from '../kit/commandIds';
import type { ItemResult } from '../../protocol/checkReport';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { CatalogChapter, CatalogExercise } from '../../protocol/catalog';
import { t } from '../../words';
import type { Course } from '../course/course';
import type { ExerciseNode } from '../course/exerciseNode';
import { taskFile, taskState, type TaskState } from '../course/taskState';

/** The Exercises view: chapter, exercise, task, with points and how far the student is. */
export class ExercisesTree implements vscode.TreeDataProvider<ExerciseNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly course: Course,
    private readonly runs: WorkspaceRuns,
    private readonly reports: CheckReports,
  ) {
    const refresh = () => this.changed.fire();
    this.disposables = [
      this.changed,
      course.onDidChange(refresh),
      runs.onDidChange(refresh),
      reports.onDidChange(refresh),
      vscode.workspace.onDidSaveTextDocument(refresh),
    ];
  }

  /** Chapters whose files the student has; the view's welcome offers the others. */
  async getChildren(node?: ExerciseNode): Promise<ExerciseNode[]> {
    switch (node?.kind) {
      case undefined: {
        const opened = await this.course.opened();
        return opened.map(({ chapter }) => ({ kind: 'chapter', chapter }));
      }
      case 'chapter':
        return node.chapter.exercises.map((exercise) => ({
          kind: 'exercise',
          chapter: node.chapter,
          exercise,
        }));
      case 'exercise':
        return node.exercise.manifest.tasks.map((task) => ({ ...node, kind: 'task', task }));
      case 'task':
        return [];
    }
  }

  getParent(node: ExerciseNode): ExerciseNode | undefined {
    if (node.kind === 'task') return { kind: 'exercise', chapter: node.chapter, exercise: node.exercise };
    if (node.kind === 'exercise') return { kind: 'chapter', chapter: node.chapter };
    return undefined;
  }

  async getTreeItem(node: ExerciseNode): Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'chapter':
        return chapterItem(node.chapter);
      case 'exercise':
        return this.exerciseItem(node.exercise, node.chapter);
      case 'task':
        return this.taskItem(node);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private async taskItem(node: Extract<ExerciseNode, { kind: 'task' }>): Promise<vscode.TreeItem> {
    const { chapter, exercise, task } = node;
    const folder = (await this.course.opened()).find((opened) => opened.chapter === chapter)?.folder;
    const checked = folder === undefined ? undefined : this.reports.itemOf({ folder, exercise }, task.id);
    const state = await taskState(
      exercise,
      task,
      folder,
      this.runs.all().map(({ record }) => record),
    );
    const shown = (checked && checkedState(checked)) ?? taskStates()[state];
    const item = new vscode.TreeItem(task.title);
    item.id = `${exercise.manifest.id}/${task.id}`;
    item.description = `${checked?.checks.length ? pointsOfMax(checked.points, task.points) : pointsText(task.points)} · ${shown.text}`;
    item.iconPath = shown.icon;
    item.contextValue = `task.${state}`;
    item.tooltip = taskFile(exercise, task, folder) ?? task.file;
    item.accessibilityInformation = spoken(item);
    item.command = {
      command: commandIds.openTaskFile,
      title: t('Open File'),
      arguments: [node],
    };
    return item;
  }

  private async exerciseItem(exercise: CatalogExercise, chapter: CatalogChapter): Promise<vscode.TreeItem> {
    const folder = (await this.course.opened()).find((opened) => opened.chapter === chapter)?.folder;
    const report = folder === undefined ? undefined : this.reports.reportOn({ folder, exercise });
    return exerciseItem(exercise, report?.points);
  }
}

function chapterItem({ manifest, exercises }: CatalogChapter): vscode.TreeItem {
  const item = new vscode.TreeItem(
    t('Chapter {0}: {1}', manifest.id, manifest.title),
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = `chapter/${manifest.id}`;
  item.description = pointsText(exercises.reduce((sum, { manifest }) => sum + maxPoints(manifest), 0));
  item.tooltip = manifest.summary;
  item.accessibilityInformation = spoken(item);
  item.iconPath = new vscode.ThemeIcon('mortar-board');
  item.contextValue = 'chapter';
  return item;
}

/** @param points that checks have given so far, once they have run */
function exerciseItem(exercise: CatalogExercise, points: number | undefined): vscode.TreeItem {
  const { manifest } = exercise;
  const item = new vscode.TreeItem(
    `${manifest.id} ${manifest.title}`,
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = `exercise/${manifest.id}`;
  const most = maxPoints(manifest);
  item.description = manifest.optional
    ? t('optional')
    : points === undefined
      ? pointsText(most)
      : pointsOfMax(points, most);
  item.tooltip = manifest.summary;
  item.accessibilityInformation = spoken(item);
  item.iconPath = new vscode.ThemeIcon('book');
  item.contextValue = 'exercise';
  item.command = {
    command: commandIds.openInstructions,
    title: t('Open Instructions'),
    arguments: [{ kind: 'exercise', exercise }],
  };
  return item;
}

/** What a screen reader says of an item. Left alone, it would say a tooltip and never the label. */
function spoken({ label, description }: vscode.TreeItem): vscode.AccessibilityInformation {
  return { label: `${typeof label === 'string' ? label : label?.label}: ${description}` };
}

const taskStates = (): Record<TaskState, { text: string; icon: vscode.ThemeIcon }> => ({
  absent: { text: t('not started'), icon: new vscode.ThemeIcon('circle-outline') },
  untouched: { text: t('not started'), icon: new vscode.ThemeIcon('circle-outline') },
  edited: {
    text: t('in progress'),
    icon: new vscode.ThemeIcon('edit', new vscode.ThemeColor('charts.blue')),
  },
  trained: {
    text: t('trained'),
    icon: new vscode.ThemeIcon('graph-line', new vscode.ThemeColor('charts.green')),
  },
});

/** How a task stands by its last check; nothing when no check looks at it. */
function checkedState(item: ItemResult): { text: string; icon: vscode.ThemeIcon } | undefined {
  if (item.checks.length === 0 || item.status === 'skipped') return undefined;
  if (item.status === 'pass')
    return {
      text: t('all checks pass'),
      icon: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
    };
  if (item.status === 'needs-tutor')
    return {
      text: t('all checks pass, the rest is your tutor’s'),
      icon: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
    };
  const open = item.checks.filter(({ status }) => status !== 'pass').length;
  return {
    text: t('{0} of {1} checks pass', item.checks.length - open, item.checks.length),
    icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  };
}

function pointsOfMax(points: number, most: number): string {
  return t('{0} of {1} points', points, most);
}

function pointsText(points: number): string {
  return points === 1 ? t('{0} point', points) : t('{0} points', points);
}
