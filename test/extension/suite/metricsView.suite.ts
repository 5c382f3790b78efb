import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { commandIds, viewIds } from '../../../src/extension/kit/commandIds';
import { Reporter } from '../../../src/extension/kit/reporter';
import { MetricsView } from '../../../src/extension/metrics/metricsView';
import { RunFeeds } from '../../../src/extension/metrics/runFeeds';
import { ChosenRun } from '../../../src/extension/runs/chosenRun';
import { WorkspaceRuns } from '../../../src/extension/runs/workspaceRuns';
import { Trainings } from '../../../src/extension/training/trainings';
import type { ToPageEnvelope } from '../../../src/panels/contract';
import { toMetricsViewSchema, type ToMetricsView } from '../../../src/panels/metricsView';
import { once, theExtension, tinyTraining, workspaceFolder, writeInWorkspace, writeRun } from './fixtures';

/** A webview of the editor in the place of the one in the side bar, with what its page is told. */
class WatchedView {
  readonly told: ToMetricsView[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onTold = this.changed.event;
  private readonly panel = vscode.window.createWebviewPanel('test', 'Metrics', vscode.ViewColumn.Beside, {});

  asView(): vscode.WebviewView {
    const { panel } = this;
    const post = panel.webview.postMessage.bind(panel.webview);
    panel.webview.postMessage = (envelope: ToPageEnvelope) => {
      if (envelope.kind === 'tell') this.told.push(toMetricsViewSchema.parse(envelope.message));
      this.changed.fire();
      return post(envelope);
    };
    return {
      viewType: viewIds.metrics,
      webview: panel.webview,
      visible: true,
      onDidDispose: panel.onDidDispose,
      onDidChangeVisibility: () => ({ dispose: () => undefined }),
      show: () => panel.reveal(),
    };
  }

  /** Resolves when the page is told of the steps of a run, by name. */
  steps(name: string): Promise<number[]> {
    return once(this.onTold, () => {
      const steps = this.told.flatMap((message) => {
        if (message.type === 'snapshot' && message.run.name === name) return message.steps.step;
        if (message.type === 'delta' && message.run.name === name)
          return message.lines.flatMap((line) => (line.kind === 'step' ? [line.step] : []));
        return [];
      });
      return steps.length > 0 ? steps : undefined;
    });
  }

  dispose(): void {
    this.panel.dispose();
  }
}

suite('the Metrics view', () => {
  const log = vscode.window.createOutputChannel('LiTS Lab tests of the view', { log: true });
  const reporter = new Reporter(log);
  const { extensionPath, extensionUri } = theExtension();
  const runs = new WorkspaceRuns(log);
  const worker = { path: join(extensionPath, 'dist', 'worker.cjs'), environment: {} };
  const trainings = new Trainings(worker, runs, log);
  const memory = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
  const chosen = new ChosenRun(memory, reporter);
  const feeds = new RunFeeds({ runs, trainings, reporter });
  const nothing = () => undefined;
  let view: WatchedView;
  suiteSetup(() => {
    view = new WatchedView();
  });
  suiteTeardown(() => {
    vscode.Disposable.from(view, feeds, chosen, trainings, runs, log).dispose();
  });

  test('is where the editor says that it is', async () => {
    await theExtension().activate();
    await vscode.commands.executeCommand(`${viewIds.metrics}.focus`);
  });

  test('loads its page, which is told of the run that was chosen', async () => {
    await writeRun('watched', { state: 'done' });
    const line = { kind: 'step', step: 1, epoch: 1, loss: 1.1, accuracy: 0.4, seconds: 1 };
    await writeInWorkspace('.lits/runs/watched/metrics.jsonl', `${JSON.stringify(line)}\n`);
    await runs.open();
    chosen.choose(join(workspaceFolder(), '.lits/runs/watched'));
    const services = { extensionUri, reporter, runs, trainings, feeds, chosen };
    const metrics = new MetricsView({ ...services, showMetrics: nothing, showEvaluation: nothing });
    metrics.resolveWebviewView(view.asView());
    assert.deepEqual(await view.steps('watched'), [1]);
  });

  test('is told of a training as it goes', async () => {
    const attaching = runs.onDidChange(() => {
      trainings.attachToRunning().catch((error: unknown) => reporter.error(error, 'Attaching'));
    });
    const text = tinyTraining.replace("'tiny'", "'live'").replace('epochs: 1', 'epochs: 1000');
    await vscode.commands.executeCommand(commandIds.trainModel, await writeInWorkspace('live.ts', text));
    const steps = await view.steps('live');
    await Promise.all(trainings.all().map(({ dir }) => trainings.stop(dir)));
    attaching.dispose();
    assert.equal(steps[0], 1);
  });
});
