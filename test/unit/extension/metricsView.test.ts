import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { MetricsView } from '../../../src/extension/metrics/metricsView';
import { RunFeeds } from '../../../src/extension/metrics/runFeeds';
import { ChosenRun } from '../../../src/extension/runs/chosenRun';
import type { StoredRun, WorkspaceRuns } from '../../../src/extension/runs/workspaceRuns';
import type { Training, Trainings } from '../../../src/extension/training/trainings';
import type { ToMetricsView } from '../../../src/panels/metricsView';
import { readEvaluationLog, writeEvaluation } from '../../../src/runs';
import { appendJsonLine } from '../../../src/runs/jsonLines';
import { awaitedMillis } from '../../patience.mjs';
import { runRecord } from '../runRecord';
import { evaluationOf, predictions } from '../webview/evaluation/fixture';

vi.mock('vscode', async () => {
  const { EventEmitter: NodeEmitter } = await import('node:events');
  class EventEmitter<T> {
    private readonly emitter = new NodeEmitter();
    event = (listener: (value: T) => void) => {
      this.emitter.on('fire', listener);
      return { dispose: () => this.emitter.off('fire', listener) };
    };
    fire = (value: T) => this.emitter.emit('fire', value);
    dispose = () => this.emitter.removeAllListeners();
  }
  return {
    EventEmitter,
    Uri: { joinPath: (...parts: unknown[]) => parts.join('/') },
    Disposable: {
      from: (...all: { dispose(): void }[]) => ({ dispose: () => all.forEach((one) => one.dispose()) }),
    },
    l10n: {},
    commands: { executeCommand: vi.fn(() => Promise.resolve()) },
  };
});

/** A view of the editor, as far as what fills it uses it. */
class FakeView {
  visible = true;
  posted: ToMetricsView[] = [];
  readonly said = new vscode.EventEmitter<unknown>();
  readonly shown = new vscode.EventEmitter<void>();
  readonly closed = new vscode.EventEmitter<void>();
  readonly onDidChangeVisibility = this.shown.event;
  readonly onDidDispose = this.closed.event;
  readonly webview = {
    html: '',
    cspSource: 'https://host',
    asWebviewUri: (uri: unknown) => uri,
    postMessage: ({ message }: { message: ToMetricsView }) => Promise.resolve(this.posted.push(message) > 0),
    onDidReceiveMessage: this.said.event,
  };

  /** The page loads, as it does whenever the view is shown. */
  load(): void {
    this.said.fire({ kind: 'ready' });
  }
  tell(message: unknown): void {
    this.said.fire({ kind: 'tell', message });
  }
  hide(): void {
    this.visible = false;
    this.shown.fire();
  }
  /** The names of the runs that it was given in full, and what else it was told. */
  get told(): string[] {
    return this.posted.map((message) => (message.type === 'snapshot' ? message.run.name : message.type));
  }
}

let folder: string;
let stored: StoredRun[];
let running: Training[];
let view: FakeView;
let chosen: ChosenRun;
let feeds: RunFeeds;
const changed = new vscode.EventEmitter<void>();
const started = new vscode.EventEmitter<Training>();
const told = new vscode.EventEmitter<unknown>();
const ended = new vscode.EventEmitter<unknown>();
const showMetrics = vi.fn();
const showEvaluation = vi.fn();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-metrics-view-'));
  stored = [];
  running = [];
  const runs = {
    ready: Promise.resolve(),
    all: () => stored,
    get: (dir: string) => stored.find((run) => run.dir === dir),
    onDidChange: changed.event,
  } as unknown as WorkspaceRuns;
  const trainings = {
    all: () => running,
    get: (dir: string) => running.find((training) => training.dir === dir),
    onDidStart: started.event,
    onEvent: told.event,
    onDidEnd: ended.event,
  } as unknown as Trainings;
  const reporter = { log: { warn: vi.fn() }, error: vi.fn() } as never;
  const memory = { get: () => undefined, update: () => Promise.resolve() } as unknown as vscode.Memento;
  chosen = new ChosenRun(memory, reporter);
  feeds = new RunFeeds({ runs, trainings, reporter });
  const services = { extensionUri: 'extension' as never, reporter, runs, trainings, feeds, chosen };
  view = new FakeView();
  new MetricsView({ ...services, showMetrics, showEvaluation }).resolveWebviewView(view as never);
});
afterEach(async () => {
  view.closed.fire();
  feeds.dispose();
  vi.clearAllMocks();
  await rm(folder, { recursive: true });
});

/** Adds a run to the workspace, the newest first. */
function addRun(name: string): string {
  const dir = join(folder, name);
  stored = [
    {
      dir,
      folder,
      record: runRecord({ name, state: 'done' }),
      name,
      marks: {},
      evaluations: [],
      lost: [],
    },
    ...stored,
  ];
  return dir;
}
function begin(name: string): Training {
  const dir = join(folder, name);
  const file = join(folder, `${name}.ts`);
  const training: Training = { dir, folder, file, name, device: 'cpu', state: 'starting', stopping: false };
  running = [...running, training];
  started.fire(training);
  return training;
}
const isTold = (...what: string[]) => vi.waitFor(() => expect(view.told).toEqual(what), awaitedMillis);

describe('the Metrics view', () => {
  it('loads its page', () => {
    expect(view.webview.html).toContain('extension/dist/webview/metrics.js');
  });

  it('says that there is no run', async () => {
    view.load();
    await isTold('empty');
  });

  it('shows the newest run when none was chosen', async () => {
    addRun('older');
    addRun('newer');
    view.load();
    await isTold('newer');
  });

  it('shows the run that was chosen last', async () => {
    chosen.choose(addRun('older'));
    addRun('newer');
    view.load();
    await isTold('older');
  });

  it('follows the choice', async () => {
    const older = addRun('older');
    addRun('newer');
    view.load();
    await isTold('newer');
    chosen.choose(older);
    await isTold('newer', 'older');
  });

  it('shows the run that runs, whatever was chosen', async () => {
    chosen.choose(addRun('older'));
    view.load();
    await isTold('older');
    begin('now');
    await isTold('older', 'now');
  });

  it('shows another run when its own is deleted', async () => {
    addRun('older');
    chosen.choose(addRun('newer'));
    view.load();
    await isTold('newer');
    stored = stored.slice(1);
    changed.fire();
    await isTold('newer', 'older');
  });

  it('shows what the worker measures, as it comes', async () => {
    const training = begin('now');
    view.load();
    await isTold('now');
    const line = { kind: 'step', step: 1, epoch: 1, loss: 1.5, accuracy: 0.25, seconds: 1 };
    told.fire({ training, event: { type: 'metric', line } });
    await isTold('now', 'delta');
    expect(view.posted.at(-1)).toMatchObject({ lines: [line] });
  });

  it('is told nothing while it is hidden, and everything when it is back', async () => {
    const training = begin('now');
    view.load();
    await isTold('now');
    view.hide();
    const line = { kind: 'step' as const, step: 1, epoch: 1, loss: 1.5, accuracy: 0.25, seconds: 1 };
    addRun('now');
    await mkdir(training.dir);
    appendJsonLine(join(training.dir, 'metrics.jsonl'), line);
    told.fire({ training, event: { type: 'metric', line } });
    view.load();
    await isTold('now', 'now');
    expect(view.posted.at(-1)).toMatchObject({ steps: { step: [1], loss: [1.5] } });
  });

  it('tells why a training could not begin', async () => {
    const training = begin('broken');
    chosen.choose(training.dir);
    view.load();
    await isTold('broken');
    running = [];
    ended.fire({ training, end: { state: 'failed', failure: { what: 'No model.', problems: [] } } });
    await isTold('broken', 'delta');
    expect(view.posted.at(-1)).toMatchObject({ run: { state: 'failed', failure: { what: 'No model.' } } });
  });

  /** News of the run may come after it. */
  const lastEvaluation = () => view.posted.findLast(({ type }) => type === 'evaluation');

  it('shows the last evaluation with its confusion matrix, and the next one', async () => {
    const dir = addRun('evaluated');
    const evaluate = async (createdAt: string) => {
      const evaluation = evaluationOf(predictions);
      evaluation.provenance.createdAt = createdAt;
      await writeEvaluation(dir, evaluation, 10);
      stored = [{ ...stored[0], evaluations: (await readEvaluationLog(dir)).lines }];
    };
    await evaluate('2026-01-01T00:00:00.000Z');
    view.load();
    await isTold('evaluated', 'evaluation');
    expect(lastEvaluation()).toMatchObject({
      evaluation: { split: 'test', balancedAccuracy: (1 + 1 + 1 / 3) / 3 },
      matrix: { confusion: evaluationOf(predictions).bySlice.confusion },
    });
    await evaluate('2026-01-02T00:00:00.000Z');
    changed.fire();
    await vi.waitFor(
      () => expect(lastEvaluation()).toMatchObject({ evaluation: { createdAt: '2026-01-02T00:00:00.000Z' } }),
      awaitedMillis,
    );
  });

  it('shows the figures of an evaluation whose file is gone, without a matrix', async () => {
    const dir = addRun('evaluated');
    await writeEvaluation(dir, evaluationOf(predictions), 10);
    stored = [{ ...stored[0], evaluations: (await readEvaluationLog(dir)).lines }];
    await rm(join(dir, 'evaluations/test-best.json'));
    view.load();
    await isTold('evaluated', 'evaluation');
    expect(lastEvaluation()).toMatchObject({ evaluation: { split: 'test' } });
    expect(lastEvaluation()).not.toHaveProperty('matrix.confusion');
  });

  it('leads to the whole of the run, to its evaluation, and to a training', async () => {
    const dir = addRun('a');
    view.load();
    await isTold('a');
    const which = { split: 'test', checkpoint: 'best' };
    view.tell({ type: 'showMetrics' });
    view.tell({ type: 'showEvaluation', which });
    view.tell({ type: 'evaluate' });
    view.tell({ type: 'train' });
    expect(showMetrics).toHaveBeenCalledWith(dir);
    expect(showEvaluation).toHaveBeenCalledWith(dir, which);
    expect(vi.mocked(vscode.commands.executeCommand).mock.calls).toEqual([
      ['lits.evaluateModel', dir],
      ['lits.trainModel'],
    ]);
  });
});
