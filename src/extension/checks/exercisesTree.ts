import { join } from 'node:path';
import * as vscode from 'vscode';
import { maxPoints, type Task } from '../../course/manifest';
import type { CheckReports } from './checkReports';
import { commandIds } from '../kit/commandIds';
import { headline, isAgainst, passes, type ItemResult } from '../../protocol/checkReport';
import { optionsNotBegun } from '../../protocol/starter';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { CatalogChapter, CatalogExercise } from '../../protocol/catalog';
import { t } from '../../words';
import type { Course } from '../course/course';
import type { ExerciseNode } from '../course/exerciseNode';
import { taskFile, taskState, type TaskState } from '../course/taskState';

/** The Exercises view: chapter, exercise, option where there is a choice, and task, with points and how far the student is. */
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
      case 'exercise': {
        const options = node.exercise.manifest.options ?? [];
        return [
          ...tasksOf(node, undefined),
          ...options.map((option): ExerciseNode => ({ ...node, kind: 'option', option })),
        ];
      }
      case 'option':
        return tasksOf(node, node.option.id);
      case 'task':
        return [];
    }
  }

  getParent(node: ExerciseNode): ExerciseNode | undefined {
    if (node.kind === 'chapter') return undefined;
    const { chapter, exercise } = node;
    if (node.kind === 'exercise') return { kind: 'chapter', chapter };
    const option =
      node.kind === 'task' && exercise.manifest.options?.find(({ id }) => id === node.task.option);
    return option ? { kind: 'option', chapter, exercise, option } : { kind: 'exercise', chapter, exercise };
  }

  async getTreeItem(node: ExerciseNode): Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'chapter':
        return chapterItem(node.chapter);
      case 'exercise':
        return this.exerciseItem(node.exercise, node.chapter);
      case 'option':
        return this.optionItem(node);
      case 'task':
        return this.taskItem(node);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private async taskItem(node: Extract<ExerciseNode, { kind: 'task' }>): Promise<vscode.TreeItem> {
    const { chapter, exercise, task } = node;
    const folder = await this.folderOf(chapter);
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
    item.description = shown.text ?? pointsText(task.points);
    item.iconPath = shown.icon;
    item.contextValue = `task.${state}${isCompared(exercise, task) ? '.compared' : ''}`;
    item.tooltip = [shown.explained, pointsText(task.points), taskFile(exercise, task, folder) ?? task.file]
      .filter(Boolean)
      .join('\n');
    item.accessibilityInformation = {
      label: [task.title, shown.text ?? pointsText(task.points), shown.explained].filter(Boolean).join(', '),
    };
    item.command = {
      command: commandIds.openTaskFile,
      title: t('Open File'),
      arguments: [node],
    };
    return item;
  }

  private async exerciseItem(exercise: CatalogExercise, chapter: CatalogChapter): Promise<vscode.TreeItem> {
    const folder = await this.folderOf(chapter);
    const report = folder === undefined ? undefined : this.reports.reportOn({ folder, exercise });
    return exerciseItem(exercise, report?.points);
  }

  /** One that was not begun is grey and closed: it is there to be chosen, and nothing is missing. */
  private async optionItem(node: Extract<ExerciseNode, { kind: 'option' }>): Promise<vscode.TreeItem> {
    const { chapter, exercise, option } = node;
    const folder = await this.folderOf(chapter);
    const isBegun =
      folder !== undefined &&
      !(await optionsNotBegun(exercise.manifest, exercise.path, join(folder, exercise.folder))).has(
        option.id,
      );
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(option.title, isBegun ? Expanded : Collapsed);
    const tasks = exercise.manifest.tasks.filter((task) => task.option === option.id);
    const points = pointsText(tasks.reduce((sum, task) => sum + task.points, 0));
    item.id = `option/${exercise.manifest.id}/${option.id}`;
    item.description = isBegun ? points : t('{0}, to choose', points);
    item.iconPath = isBegun
      ? new vscode.ThemeIcon('circle-filled')
      : new vscode.ThemeIcon('circle-outline', new vscode.ThemeColor('disabledForeground'));
    item.contextValue = 'option';
    item.accessibilityInformation = spoken(item);
    return item;
  }

  private async folderOf(chapter: CatalogChapter): Promise<string | undefined> {
    return (await this.course.opened()).find((opened) => opened.chapter === chapter)?.folder;
  }
}

function tasksOf(
  { chapter, exercise }: Extract<ExerciseNode, { exercise: CatalogExercise }>,
  option: string | undefined,
): ExerciseNode[] {
  return exercise.manifest.tasks
    .filter((task) => task.option === option)
    .map((task) => ({ kind: 'task', chapter, exercise, task }));
}

/** Whether a run of the task's file is compared with those of others. */
const isCompared = ({ manifest }: CatalogExercise, { file }: Task): boolean =>
  manifest.compare?.includes(file) ?? false;

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
    : points
      ? t('{0} of {1} points', points, most)
      : pointsText(most);
  item.tooltip = manifest.summary;
  item.accessibilityInformation = spoken(item);
  item.iconPath = new vscode.ThemeIcon('book');
  item.contextValue = manifest.compare ? 'exercise.compared' : 'exercise';
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

/** How a task stands: its icon, and a few words that fit beside its title; the whole is in the tooltip. */
interface Standing {
  icon: vscode.ThemeIcon;
  /** None where there is nothing to say but the points. */
  text?: string;
  explained?: string;
}

const taskStates = (): Record<TaskState, Standing> => ({
  absent: { icon: new vscode.ThemeIcon('circle-outline'), explained: t('Not started.') },
  untouched: { icon: new vscode.ThemeIcon('circle-outline'), explained: t('Not started.') },
  edited: {
    text: t('in progress'),
    icon: new vscode.ThemeIcon('edit', new vscode.ThemeColor('charts.blue')),
  },
  trained: {
    text: t('trained'),
    icon: new vscode.ThemeIcon('graph-line', new vscode.ThemeColor('charts.green')),
  },
});

/** How a task stands by its last check; nothing when no check has looked at it. */
function checkedState(item: ItemResult): Standing | undefined {
  const { status, checks, points, tutorPoints } = item;
  if (checks.length === 0 || status === 'skipped' || status === 'not-begun') return undefined;
  if (passes(item)) {
    const icon = new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
    if (tutorPoints === 0)
      return {
        icon,
        text: item.max === 0 ? t('done') : pointsText(points),
        explained: t('All checks pass.'),
      };
    return {
      icon,
      text: points === 0 ? t('your tutor is next') : t('{0} + {1} by tutor', points, tutorPoints),
      explained: t('All checks pass. Your tutor gives up to {0} more points.', tutorPoints),
    };
  }
  const passed = checks.filter((check) => check.status === 'pass').length;
  const first = checks.find(isAgainst);
  return {
    icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
    text: t('{0} of {1} checks', passed, checks.length),
    ...(first ? { explained: `${headline(first)}.` } : {}),
  };
}

function pointsText(points: number): string {
  if (points === 0) return t('optional');
  return points === 1 ? t('1 point') : t('{0} points', points);
}
