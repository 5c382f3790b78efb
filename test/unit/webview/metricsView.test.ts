// @vitest-environment happy-dom
import { render } from 'lit';
import { beforeEach, expect, it, vi } from 'vitest';
import { emptyPage, page, type ViewModel } from '../../../webview/metrics/view';
import { evaluationOf, predictions } from './evaluation/fixture';

const { provenance, classNames, bySlice } = evaluationOf(predictions);
const { accuracy, balancedAccuracy, logLoss } = bySlice.figures;
const evaluated: ViewModel['evaluated'] = {
  type: 'evaluation',
  runDir: '/r',
  evaluation: { ...provenance, version: 1, step: 1, accuracy, balancedAccuracy, logLoss },
  matrix: { classNames, confusion: bySlice.confusion },
};

let model: ViewModel;
beforeEach(() => {
  model = {
    run: {
      id: 'r',
      name: 'baseline',
      file: 'baseline.ts',
      createdAt: '2026-01-01T00:00:00.000Z',
      state: 'done',
      stopping: false,
      doubts: [],
      evaluations: [],
      epoch: 5,
      epochs: 5,
      best: { epoch: 4, valLoss: 0.6, valAccuracy: 0.75 },
    },
    lost: [],
    progress: undefined,
    epochs: [],
    hasSteps: true,
    latest: { loss: { train: 0.5, validation: 0.6 }, accuracy: { train: 0.875 } },
    evaluated: undefined,
    send: vi.fn(),
  };
});

function shown(): HTMLElement {
  const root = document.createElement('div');
  render(page(model), root);
  return root;
}
const button = (text: string) =>
  [...shown().querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === text);

it('says how far the run is and what was best', () => {
  const facts = [...shown().querySelectorAll('.facts div')].map(({ textContent }) =>
    textContent?.replaceAll(/\s+/g, ' ').trim(),
  );
  expect(facts).toEqual(['Epoch 5 of 5', 'Best epoch 4: accuracy 75.0%']);
});

it('says how long a run still takes', () => {
  model.run = { ...model.run, state: 'running' };
  model.progress = {
    type: 'progress',
    phase: 'train',
    text: 'Training',
    done: 1,
    total: 2,
    unit: 'steps',
    etaSeconds: 90,
  };
  expect(shown().querySelector('.facts')?.textContent).toMatch(/Time left\s+2 min/);
});

it('has the latest of each curve, and a dash for what there is not yet', () => {
  const values = [...shown().querySelectorAll('.legend b')].map(({ textContent }) => textContent);
  expect(values).toEqual(['0.500', '0.600', '87.5%', '–']);
});

it('shows the last evaluation: balanced accuracy, and counts by truth and prediction', () => {
  model.evaluated = evaluated;
  const rows = [...shown().querySelectorAll('.confusion tbody tr')].map((row) =>
    [...row.children].map(({ textContent }) => textContent?.trim()),
  );
  expect(rows).toEqual([
    ['no liver', '1', '0', '0'],
    ['liver', '0', '2', '0'],
    ['lesion', '0', '2', '1'],
  ]);
  expect(shown().textContent).toMatch(/Balanced accuracy\s+77\.8%/);
});

it('leads to the whole evaluation from the matrix', () => {
  model.evaluated = evaluated;
  shown().querySelector<HTMLElement>('.confusion')?.click();
  button('Show Evaluation')?.click();
  const message = { type: 'showEvaluation', which: { split: 'test', checkpoint: 'best' } };
  expect(vi.mocked(model.send).mock.calls).toEqual([[message], [message]]);
});

it('leads to the Metrics panel from each curve', () => {
  shown()
    .querySelectorAll<HTMLElement>('.chart')
    .forEach((chart) => chart.click());
  button('Show Metrics')?.click();
  expect(model.send).toHaveBeenCalledTimes(3);
  expect(model.send).toHaveBeenCalledWith({ type: 'showMetrics' });
});

it('offers to evaluate a run that has ended with weights, and no other', () => {
  button('Evaluate Model')?.click();
  expect(model.send).toHaveBeenCalledWith({ type: 'evaluate' });
  model.run = { ...model.run, state: 'running' };
  expect(button('Evaluate Model')).toBeUndefined();
});

it('says why a run has failed, and what is to be kept in mind', () => {
  model.run = {
    ...model.run,
    state: 'failed',
    failure: { what: 'No memory.', problems: [] },
    doubts: ['A.'],
  };
  model.lost = ['B.'];
  expect(shown().querySelector('[role=alert]')?.textContent?.trim()).toBe('No memory.');
  expect(shown().querySelector('details')?.textContent).toMatch(/A\.\s*B\./);
});

it('says what to do where there is no run', () => {
  const root = document.createElement('div');
  render(emptyPage(model.send), root);
  expect(root.textContent).toContain('Train a model');
  root.querySelector('button')?.click();
  expect(model.send).toHaveBeenCalledWith({ type: 'train' });
});
