import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StatusBarItem } from 'vscode';
import type { WorkspaceRuns } from '../../../src/extension/runs/workspaceRuns';
import { TrainingStatus } from '../../../src/extension/training/statusBar';
import type { Training, TrainingEnd, Trainings } from '../../../src/extension/training/trainings';
import type { EpochLine } from '../../../src/protocol/run';

const item = vi.hoisted(
  () => ({ show: vi.fn(), hide: vi.fn(), dispose: vi.fn() }) as unknown as StatusBarItem,
);
vi.mock('vscode', () => ({
  window: { createStatusBarItem: () => item },
  StatusBarAlignment: { Left: 1 },
  Disposable: { from: () => ({ dispose: () => undefined }) },
}));

type Told = { training: Training };
/** What the trainings tell, as far as the item listens. */
let tell: { event: (told: Told) => void; end: (told: Told & { end: TrainingEnd }) => void };
let running: Training[];
let status: TrainingStatus;

const validation: EpochLine = {
  kind: 'epoch',
  step: 8,
  epoch: 1,
  loss: 1,
  accuracy: 0.5,
  valLoss: 1,
  valAccuracy: 0.5,
  seconds: 3,
  deviceMemoryBytes: 1.2e9,
  devicePeakBytes: 3.4e9,
};
const training = (more: Partial<Training> = {}): Training => ({
  dir: '/runs/a',
  folder: '/',
  file: '/train.ts',
  name: 'train',
  device: 'torch',
  state: 'running',
  stopping: false,
  progress: { type: 'progress', phase: 'train', text: 'Training', done: 8, total: 16, unit: 'steps' },
  ...more,
});

beforeEach(() => {
  running = [];
  const listeners: Partial<typeof tell> = {};
  const trainings = {
    all: () => running,
    onDidStart: () => undefined,
    onEvent: (listener: typeof tell.event) => void (listeners.event = listener),
    onDidEnd: (listener: typeof tell.end) => void (listeners.end = listener),
  } as unknown as Trainings;
  const runs = { get: () => ({ record: { device: 'torch:cuda:0' } }) } as unknown as WorkspaceRuns;
  status = new TrainingStatus(trainings, runs);
  tell = listeners as typeof tell;
});
afterEach(() => status.dispose());

describe("the tooltip of a training's item", () => {
  /** The tooltip while this training is the one that runs. */
  function tooltipOf(only: Training): unknown {
    running = [only];
    tell.event({ training: only });
    return item.tooltip;
  }

  it('has how far it is, and what the memory of its device held at the last validation', () => {
    const lines = String(tooltipOf(training({ lastValidation: validation }))).split('\n');
    expect(lines[0]).toContain('Training');
    expect(lines[1]).toBe('PyTorch (GPU 0), device memory: 1.2 GB, peak 3.4 GB');
  });

  it('has nothing of a memory that is not known', () => {
    expect(tooltipOf(training())).not.toContain('memory');
    expect(tooltipOf(training({ progress: undefined }))).toBeUndefined();
  });

  it('has the memory of a training that has ended, too', () => {
    const lastStep = { kind: 'step', step: 8, epoch: 1, loss: 1, accuracy: 0.5, seconds: 3 } as const;
    tell.end({ training: training({ lastStep, lastValidation: validation }), end: { state: 'done' } });
    expect(item.tooltip).toBe('8 steps in 3 s\nPyTorch (GPU 0), device memory: 1.2 GB, peak 3.4 GB');
  });
});
