import { expect, it, vi } from 'vitest';
import { RunsTree } from '../../../src/extension/training/runsTree';
import type { WaitingTraining } from '../../../src/extension/training/trainingQueue';
import type { StoredRun } from '../../../src/extension/runs/workspaceRuns';
import type { RunMarks } from '../../../src/protocol/marks';
import type { RunRecord } from '../../../src/protocol/run';
import { shownName } from '../../../src/runs';
import { runRecord } from '../runRecord';

vi.mock('vscode', () => ({
  EventEmitter: class {
    event = () => ({ dispose: () => undefined });
  },
  TreeItemCollapsibleState: { Expanded: 2 },
  Uri: { from: (parts: object) => parts },
  TreeItem: class {
    constructor(readonly label: string) {}
  },
  ThemeIcon: class {},
  ThemeColor: class {},
  MarkdownString: class {
    value = '';
    appendMarkdown(text: string) {
      this.value += text;
    }
  },
  workspace: { asRelativePath: (file: string) => file },
}));

function stored(id: string, marks: RunMarks, change: Partial<RunRecord> = {}): StoredRun {
  const record = runRecord({ id, name: id, state: 'done', ...change });
  return {
    dir: `/${id}`,
    folder: '/',
    record,
    name: shownName(record, marks),
    marks,
    evaluations: [],
    lost: [],
  };
}

function treeOf(all: StoredRun[], waiting: readonly WaitingTraining[] = []): RunsTree {
  const nothing = () => ({ dispose: () => undefined });
  return new RunsTree(
    { ready: Promise.resolve(), all: () => all, onDidChange: nothing } as never,
    {
      all: () => [],
      get: () => undefined,
      onDidStart: nothing,
      onDidEnd: nothing,
      onEvent: nothing,
    } as never,
    { all: () => waiting, onDidChange: nothing },
  );
}

const tooltipOf = ({ tooltip }: { tooltip?: unknown }) => (tooltip as { value: string }).value;

it('lists what trains first, then what has a star', async () => {
  const all = [
    stored('newest', {}),
    stored('running', {}, { state: 'running' }),
    stored('older', { starred: true }),
    stored('oldest', {}),
  ];
  const shown = await treeOf(all).getChildren();
  expect(shown.map((run) => ('name' in run ? run.name : ''))).toEqual([
    'running',
    'older',
    'newest',
    'oldest',
  ]);
});

it('shows a run by its title, with a star; its tooltip has the recorded name and the note', () => {
  const run = stored('cnn', { title: 'Half dropout', note: 'Less overfitting.', starred: true });
  const item = treeOf([run]).getTreeItem(run);
  expect(item.label).toBe('★ Half dropout');
  expect(item.accessibilityInformation?.label).toContain('starred');
  expect(tooltipOf(item)).toContain('Less overfitting');
  expect(tooltipOf(item)).toContain('cnn');
});

it.each([
  [{}, 'run.ended.plain'],
  [{ starred: true as const }, 'run.ended.starred'],
])('offers to set a star or to take it away: %o', (marks, context) => {
  const run = stored('cnn', marks);
  expect(treeOf([run]).getTreeItem(run).contextValue).toBe(context);
});

it('lists what waits above the runs, each as it was recorded', async () => {
  const waiting = {
    dir: '/q/1',
    id: '1',
    file: '/cnn.ts',
    queuedAt: '2026-01-01T00:00:00.000Z',
  } as WaitingTraining;
  const tree = treeOf([stored('done', {})], [waiting]);
  const [queue, run] = await tree.getChildren();
  expect([queue, run].map((node) => node && tree.getTreeItem(node).label)).toEqual(['Queued', 'done']);
  const [first] = await tree.getChildren(queue);
  const item = first && tree.getTreeItem(first);
  expect([item?.label, item?.contextValue]).toEqual(['cnn', 'queued']);
  expect(item?.accessibilityInformation?.label).toMatch(/^cnn: queued /);
  expect(item?.command?.arguments).toEqual([expect.objectContaining({ query: '/q/1', path: '/cnn.ts' })]);
});
