// @vitest-environment happy-dom
import { render } from 'lit';
import { beforeEach, expect, it, vi } from 'vitest';
import { page, type ViewModel } from '../../../webview/dashboard/view';

const epoch = (number: number, valLoss: number) => ({
  kind: 'epoch' as const,
  step: number * 10,
  epoch: number,
  loss: 0.5,
  accuracy: 0.8,
  valLoss,
  valAccuracy: 0.75,
  seconds: 1,
});

let model: ViewModel;
beforeEach(() => {
  model = {
    run: {
      id: 'r',
      name: 'baseline',
      file: '3.2/baseline.ts',
      createdAt: '2026-01-01T00:00:00.000Z',
      state: 'running',
      stopping: false,
      doubts: [],
      evaluations: [],
      epoch: 2,
      epochs: 5,
      best: { epoch: 1, valLoss: 0.6, valAccuracy: 0.75 },
    },
    lost: [],
    progress: {
      type: 'progress',
      phase: 'train',
      text: 'Training',
      done: 20,
      total: 50,
      unit: 'steps',
      rate: 4,
      etaSeconds: 90,
    },
    epochs: [epoch(1, 0.6), epoch(2, 0.8)],
    hasSteps: true,
    hasGradientNorm: false,
    smoothing: 0.9,
    zoomed: false,
    readouts: { loss: { raw: 0.4, smooth: 0.5, validation: 0.6 }, accuracy: {}, gradientNorm: {} },
    place: undefined,
    pointed: false,
    send: vi.fn(),
    onSmoothing: vi.fn(),
    onKey: vi.fn(),
    onZoomOut: vi.fn(),
  };
});

function shown(): HTMLElement {
  const root = document.createElement('div');
  render(page(model), root);
  return root;
}
const textOf = (root: HTMLElement, selector: string) =>
  root.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim();

it('marks the best epoch with a word, not only a colour', () => {
  expect(textOf(shown(), 'tr.best th')).toBe('1 best');
});

it('warns of a data set whose split is doubtful', () => {
  model.run.doubts = ['Figures look better than they are.'];
  expect(textOf(shown(), '.notice.warning')).toBe('Figures look better than they are.');
});

it('shows where the run stands', () => {
  const facts = [...shown().querySelectorAll('.facts dd')].map((fact) => fact.textContent?.trim());
  expect(facts).toEqual(expect.arrayContaining(['2 of 5', '4 steps/s', '2 min']));
});

it('offers to stop a run only while it is active', () => {
  expect(textOf(shown(), '.actions')).toContain('Stop');
  model.run.state = 'done';
  expect(textOf(shown(), '.actions')).not.toContain('Stop');
});

it('says what happened, why and what to do when a run has failed', () => {
  model.run = {
    ...model.run,
    state: 'failed',
    failure: { what: 'Loss is NaN.', why: 'The steps are too large.', next: 'Lower the rate.', problems: [] },
  };
  expect(textOf(shown(), '[role=alert]')).toBe('Loss is NaN. The steps are too large. Lower the rate.');
});

it('says what of the run could not be read', () => {
  model.lost = ['3 lines of metrics.jsonl could not be read.'];
  expect(textOf(shown(), '[role=status]')).toBe('3 lines of metrics.jsonl could not be read.');
});

it("takes the student to a problem's line", () => {
  const problem = {
    file: '/a/baseline.ts',
    line: 7,
    column: 1,
    severity: 'error',
    message: 'No.',
    source: 'runtime',
  } as const;
  model.run = { ...model.run, state: 'failed', failure: { what: 'It failed.', problems: [problem] } };
  shown().querySelector<HTMLButtonElement>('[role=alert] button')?.click();
  expect(model.send).toHaveBeenCalledWith({ type: 'openProblem', index: 0 });
});

it('hides empty curves of a run that has ended before its first step', () => {
  model = { ...model, hasSteps: false, run: { ...model.run, state: 'failed' } };
  expect(shown().querySelector('.body')?.hasAttribute('hidden')).toBe(true);
});

it('sums up an evaluation and leads to it', () => {
  model.run.evaluations = [
    {
      version: 1,
      run: 'r',
      name: 'baseline',
      split: 'test',
      checkpoint: 'best',
      epoch: 2,
      weights: null,
      slices: 64,
      volumes: 4,
      datasetFingerprint: 'f00dcafe0123456789',
      createdAt: '2026-01-01T00:00:00.000Z',
      step: 20,
      accuracy: 0.75,
      balancedAccuracy: 0.7,
      logLoss: 0.5,
    },
  ];
  const root = shown();
  expect(textOf(root, '.evaluations li span')).toBe('Accuracy 75.0% · Balanced accuracy 70.0% · Loss 0.500');
  root.querySelector<HTMLButtonElement>('.evaluations button')?.click();
  expect(model.send).toHaveBeenCalledWith({
    type: 'showEvaluation',
    which: { split: 'test', checkpoint: 'best' },
  });
});

it('announces the values at the cursor', () => {
  model = { ...model, place: { step: 15, epoch: 2 }, pointed: true };
  expect(textOf(shown(), '[aria-live]')).toBe('Step 15, epoch 2, Train loss 0.500, Val. loss 0.600');
});

it('shows what comes from a run as text, never as markup', () => {
  model.run.name = '<img src=x>';
  expect(shown().querySelector('h1 img')).toBeNull();
});

it('has a chart for the norm of the gradients only where it was recorded', () => {
  const frames = () => document.querySelectorAll('.chart[data-metric="gradientNorm"]').length;
  render(page(model), document.body);
  expect(frames()).toBe(0);
  render(page({ ...model, hasGradientNorm: true }), document.body);
  expect(frames()).toBe(1);
});
