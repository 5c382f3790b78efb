import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setup, suite, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { applyCopyPlan, planCopy } from '../../../src/extension/course/copyPlan';
import { Course, typingsOf } from '../../../src/extension/course/course';
import { CheckReports } from '../../../src/extension/checks/checkReports';
import { ExercisesTree } from '../../../src/extension/checks/exercisesTree';
import { RunsTree } from '../../../src/extension/training/runsTree';
import { WorkspaceRuns } from '../../../src/extension/runs/workspaceRuns';
import { Trainings } from '../../../src/extension/training/trainings';
import { theExtension, workspaceFolder, writeRun } from './fixtures';

/** A tree as indented lines `label (description)`. */
async function linesOf<T>(tree: vscode.TreeDataProvider<T>, node?: T, indent = ''): Promise<string[]> {
  const lines: string[] = [];
  for (const child of (await tree.getChildren(node)) ?? []) {
    const { label, description } = await tree.getTreeItem(child);
    lines.push(`${indent}${typeof label === 'string' ? label : label?.label} (${description})`);
    lines.push(...(await linesOf(tree, child, `${indent}  `)));
  }
  return lines;
}

/** Nothing waits. */
const emptyQueue = { all: () => [], onDidChange: new vscode.EventEmitter<void>().event };

suite('views', () => {
  const log = vscode.window.createOutputChannel('LiTS Lab tests', { log: true });
  const { extensionPath } = theExtension();
  const course = new Course(join(extensionPath, 'exercises'));
  const runs = new WorkspaceRuns(log);
  const trainings = new Trainings(
    { path: join(extensionPath, 'dist', 'worker.cjs'), environment: {} },
    runs,
    log,
  );
  const reports = new CheckReports(course);
  suiteTeardown(() => {
    vscode.Disposable.from(reports, course, trainings, runs, log).dispose();
  });

  setup(async () => {
    const [chapter] = await course.chapters();
    assert.ok(chapter);
    const plan = await planCopy(chapter, typingsOf(extensionPath), join(workspaceFolder(), 'chapter'));
    await applyCopyPlan(plan, { replace: false });
  });

  test('list the exercises with their tasks, points and states', async () => {
    const lines = await linesOf(new ExercisesTree(course, runs, reports));
    assert.match(lines[0] ?? '', /^Chapter 3: .* \(.* points?\)$/);
    assert.ok(lines.includes('  3.2 Regularization (1.5 points)'), lines.join('\n'));
    assert.ok(lines.includes('    Baseline (0.5 points)'), lines.join('\n'));
    assert.ok(lines.includes('    AlexNet (4 points, to choose)'), lines.join('\n'));
    assert.ok(lines.includes('      Build AlexNet (2 points)'), lines.join('\n'));
  });

  test('list the runs, the newest first, with what they reached or their state', async () => {
    const best = { epoch: 2, valLoss: 0.5, valAccuracy: 0.875 };
    await writeRun('older', { state: 'failed', createdAt: '2026-01-01T10:00:00.000Z' });
    await writeRun('newer', { state: 'done', createdAt: '2026-01-02T10:00:00.000Z', best });
    await runs.open();
    const lines = await linesOf(new RunsTree(runs, trainings, emptyQueue));
    const newer = lines.findIndex((line) => /^newer \(best 87[.,]5\s?%\)$/.test(line));
    const older = lines.indexOf('older (failed)');
    assert.ok(newer >= 0 && older > newer, lines.join('\n'));
  });

  test('say the state of a run to who cannot see its icon', async () => {
    const best = { epoch: 2, valLoss: 0.5, valAccuracy: 0.875 };
    await writeRun('spoken', { state: 'interrupted', createdAt: '2026-01-03T10:00:00.000Z', best });
    await runs.open();
    const tree = new RunsTree(runs, trainings, emptyQueue);
    const items = (await tree.getChildren()).map((run) => tree.getTreeItem(run));
    const label = items.find((item) => item.label === 'spoken')?.accessibilityInformation?.label ?? '';
    assert.match(label, /^spoken: best 87[.,]5\s?% · interrupted$/);
  });

  test('see a file that comes outside of the editor', async () => {
    await course.opened();
    const seen = new Promise<void>((resolve) => {
      const listener = course.onDidChange(() => {
        listener.dispose();
        resolve();
      });
    });
    await writeFile(join(workspaceFolder(), 'chapter', 'came-from-outside.ts'), 'export {};\n');
    await seen;
  });

  test('call a run interrupted when its worker is gone', async () => {
    const worker = { pid: 2 ** 22 + 1, socket: join(workspaceFolder(), 'no-such.sock') };
    await writeRun('orphan', { state: 'running', worker });
    await runs.open();
    await trainings.attachToRunning();
    const lines = await linesOf(new RunsTree(runs, trainings, emptyQueue));
    assert.ok(lines.includes('orphan (interrupted)'), lines.join('\n'));
  });
});
