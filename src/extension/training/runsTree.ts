import { basename } from 'node:path';
import * as vscode from 'vscode';
import { trainedOn } from '../../protocol/devices';
import { commandIds } from '../kit/commandIds';
import { asMarkdown } from '../kit/markdown';
import { isActive, type RunState } from '../../protocol/run';
import { runName } from '../../runs';
import { recordedUri } from '../runs/recordedCode';
import { tellingTime } from '../runs/runNames';
import type { TrainingQueue, WaitingTraining } from './trainingQueue';
import type { Trainings } from './trainings';
import type { WorkspaceRuns, StoredRun } from '../runs/workspaceRuns';
import { stateText } from '../../protocol/runState';
import { dateTime, moment, percent, t, visible } from '../../words';

/** The line above the trainings that wait. */
const queueNode = { kind: 'queue' } as const;

type RunsNode = StoredRun | WaitingTraining | typeof queueNode;

const isQueue = (node: RunsNode): node is typeof queueNode => 'kind' in node;
const isWaiting = (node: RunsNode): node is WaitingTraining => 'queuedAt' in node;

/** The Runs view: the trainings that wait, then one line a run, the newest first. */
export class RunsTree implements vscode.TreeDataProvider<RunsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly runs: WorkspaceRuns,
    private readonly trainings: Trainings,
    private readonly queue: Pick<TrainingQueue, 'all' | 'onDidChange'>,
  ) {
    const refresh = () => this.changed.fire();
    this.disposables = [
      this.changed,
      runs.onDidChange(refresh),
      queue.onDidChange(refresh),
      trainings.onDidStart(refresh),
      trainings.onDidEnd(refresh),
      trainings.onEvent(({ event }) => {
        if (event.type === 'metric' && event.line.kind === 'epoch') refresh();
      }),
    ];
  }

  async getChildren(node?: RunsNode): Promise<RunsNode[]> {
    await this.runs.ready;
    const waiting = this.queue.all();
    if (node) return isQueue(node) ? [...waiting] : [];
    return [...(waiting.length > 0 ? [queueNode] : []), ...inOrder(this.runs.all())];
  }

  getTreeItem(node: RunsNode): vscode.TreeItem {
    if (isQueue(node)) return this.queueItem();
    return isWaiting(node) ? waitingItem(node) : this.runItem(node);
  }

  private queueItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(t('Queued'), vscode.TreeItemCollapsibleState.Expanded);
    item.id = 'queue';
    item.description = this.trainings.all().length > 0 ? undefined : t('not started');
    item.contextValue = 'queue';
    return item;
  }

  private runItem(run: StoredRun): vscode.TreeItem {
    const { record, name, marks } = run;
    const { state } = record;
    const item = new vscode.TreeItem(marks.starred ? `★ ${name}` : name);
    item.id = run.dir;
    item.description = this.description(run);
    item.iconPath = icon(state);
    item.contextValue = [
      `run.${isActive(state) ? 'active' : 'ended'}`,
      ...(run.isResumable ? ['resumable'] : []),
      marks.starred ? 'starred' : 'plain',
      ...(run.evaluations.length > 0 ? ['evaluated'] : []),
    ].join('.');
    item.tooltip = tooltip(run);
    item.accessibilityInformation = { label: `${name}: ${this.spoken(run)}` };
    item.command = {
      command: commandIds.showMetrics,
      title: t('Show Metrics'),
      arguments: [run],
    };
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** As much as the view's default width shows: when, if the name alone does not tell, and how far or how good. */
  private description(run: StoredRun): string {
    const { state, best } = run.record;
    const epoch = this.epoch(run);
    const result = isActive(state) ? epoch : best && t('best {0}', percent(best.valAccuracy));
    return join([tellingTime(run, this.runs.all()), result ?? stateText(state), this.dataSet(run)]);
  }

  /** All that the line's icon and tooltip tell, for who hears it. */
  private spoken(run: StoredRun): string {
    const { state, best } = run.record;
    return join([
      run.marks.starred && t('starred'),
      tellingTime(run, this.runs.all()),
      best && t('best {0}', percent(best.valAccuracy)),
      this.epoch(run),
      stateText(state),
      this.dataSet(run),
    ]);
  }

  private epoch({ dir, record }: StoredRun): string | undefined {
    const epoch = this.trainings.get(dir)?.lastStep?.epoch ?? record.progress?.epoch;
    if (epoch === undefined || epoch === 0) return undefined;
    return record.config ? t('epoch {0} of {1}', epoch, record.config.epochs) : t('epoch {0}', epoch);
  }

  /** Where there is one for all, its name in every line would say nothing. */
  private dataSet({ record: { dataset } }: StoredRun): string | undefined {
    const known = new Set(this.runs.all().flatMap(({ record }) => record.dataset?.fingerprint ?? []));
    return dataset && known.size > 1 ? basename(dataset.path) : undefined;
  }
}

function waitingItem({ dir, file, queuedAt }: WaitingTraining): vscode.TreeItem {
  const item = new vscode.TreeItem(runName(file));
  item.id = dir;
  item.description = t('queued {0}', moment(queuedAt));
  item.iconPath = new vscode.ThemeIcon('clock');
  item.contextValue = 'queued';
  item.tooltip = t('The program as it was when it was queued. Click to see it.');
  item.accessibilityInformation = { label: `${runName(file)}: ${item.description}` };
  item.command = {
    command: 'vscode.open',
    title: t('Show the Recorded Program'),
    arguments: [recordedUri(dir, basename(file))],
  };
  return item;
}

/** Those that train, then those with a star, then the others: of each the newest first, as they come. */
const inOrder = (runs: readonly StoredRun[]): StoredRun[] => [...runs].sort((a, b) => rank(a) - rank(b));

const rank = ({ record, marks }: StoredRun): number => (isActive(record.state) ? 0 : marks.starred ? 1 : 2);

const join = (parts: readonly (string | undefined)[]) =>
  parts.filter((part) => part !== undefined).join(' · ');

function icon(state: RunState): vscode.ThemeIcon {
  const color = (id: string) => new vscode.ThemeColor(id);
  switch (state) {
    case 'starting':
    case 'running':
      return new vscode.ThemeIcon('sync~spin', color('charts.blue'));
    case 'done':
      return new vscode.ThemeIcon('pass', color('testing.iconPassed'));
    case 'stopped':
      return new vscode.ThemeIcon('circle-slash');
    case 'failed':
      return new vscode.ThemeIcon('error', color('testing.iconFailed'));
    case 'interrupted':
      return new vscode.ThemeIcon('debug-disconnect', color('list.warningForeground'));
  }
}

function tooltip({ record, name, marks, lost, isResumable }: StoredRun): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${asMarkdown(visible(name))}** ${stateText(record.state)}`);
  const lines = [
    marks.note,
    marks.title !== undefined && t('Recorded as "{0}".', record.name),
    dateTime(record.createdAt),
    vscode.workspace.asRelativePath(record.file),
    trainedOn(record),
    record.dataset && t('Data set {0}: {1}', basename(record.dataset.path), record.dataset.path),
    record.dataset && t('Fingerprint of the data: {0}', record.dataset.fingerprint.slice(0, 12)),
    record.best &&
      t('best epoch {0}: validation accuracy {1}', record.best.epoch, percent(record.best.valAccuracy)),
    record.failure?.what,
    isResumable && t('It can be resumed: Resume Training.'),
    ...lost,
  ];
  for (const line of lines) if (line) text.appendMarkdown(`\n\n${asMarkdown(visible(line))}`);
  return text;
}
