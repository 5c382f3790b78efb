import { describe, expect, it } from 'vitest';
import { chartSvg } from '../../../src/cli/report/chart';
import { reportHtml } from '../../../src/cli/report/report';
import { confidentMistakes, predictedClass, rightOnes } from '../../../src/cli/report/samples';
import { smooth } from '../../../src/evaluate/smoothing';
import { ticks } from '../../../src/evaluate/ticks';
import { evaluation, metrics, predictions, run } from './fixtures';

const png = 'aGVsbG8=';
const samples = predictions()
  .slice(0, 2)
  .map((prediction) => ({ prediction, png }));
const html = reportHtml({ run, metrics: metrics(), evaluation, mistakes: samples, right: samples });

describe('the report', () => {
  it('needs no other file: pictures are embedded and nothing is loaded', () => {
    const sources = [...html.matchAll(/(?:src|href)="([^"]{0,22})/g)].map(([, source]) => source);
    expect(new Set(sources)).toEqual(new Set(['data:image/png;base64,']));
  });

  it('shows accuracy beside the majority baseline and balanced accuracy', () => {
    expect(html).toContain('85.7%');
    expect(html).toContain('always answering the most frequent class: 40.3%');
    expect(html).toContain('Balanced accuracy');
  });

  it('warns of a data set whose split is doubtful', () => {
    const doubts = [{ id: 'volumesUnknown' as const, pictures: 216 }];
    const doubtful = { ...evaluation, provenance: { ...evaluation.provenance, doubts } };
    const page = reportHtml({ run, metrics: metrics(), evaluation: doubtful, mistakes: [], right: [] });
    expect(page).toContain('Volumes are not known');
  });

  it('shows each cell of the confusion matrix with its count and its share of the row', () => {
    expect(html).toContain('<b>74</b>85.1%');
    expect(html).toContain('<b>12</b>21.1%');
  });

  it('says that there were no mistakes where there were none', () => {
    const perfect = reportHtml({ run, metrics: metrics(), evaluation, mistakes: [], right: samples });
    expect(perfect).toContain('It made none on this split.');
  });

  it('survives a run of a few steps without an epoch', () => {
    const short = reportHtml({ run, metrics: metrics().slice(0, 2), evaluation, mistakes: [], right: [] });
    expect(short).not.toContain('NaN');
    expect(short).not.toContain('Infinity');
  });

  it('escapes what comes from files', () => {
    const evil = reportHtml({
      run: { ...run, device: '<script>alert(1)</script>' },
      metrics: metrics(),
      evaluation,
      mistakes: [],
      right: [],
    });
    expect(evil).not.toContain('<script>');
  });
});

describe('a chart', () => {
  const points = [1, 2, 3].map((x) => ({ x, y: x / 4 }));

  it('says its course in words', () => {
    const svg = chartSvg({
      title: 'Loss',
      xLabel: 'step',
      series: [{ name: 'training', kind: 'train', points }],
      format: String,
    });
    expect(svg).toContain('aria-label="Loss: training 0.25 → 0.75"');
  });

  it('draws nothing, rather than nonsense, without points', () => {
    const svg = chartSvg({
      title: 'Loss',
      xLabel: 'step',
      series: [{ name: 'training', kind: 'train', points: [] }],
      format: String,
    });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

describe('smoothing', () => {
  it('leaves a constant alone from the first value on', () => {
    for (const value of smooth([2, 2, 2], 0.9)) expect(value).toBeCloseTo(2);
  });

  it('does nothing without weight on the past', () => {
    expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2]);
  });
});

describe('ticks', () => {
  it.each([
    [0, 1.23, 5, [0, 0.5, 1, 1.5]],
    [0.42, 1, 5, [0.4, 0.6, 0.8, 1]],
    [0, 252, 6, [0, 50, 100, 150, 200, 250, 300]],
    [3, 3, 5, [3, 4]],
  ])('from %f to %f in about %i', (low, high, count, expected) => {
    expect(ticks(low, high, count)).toEqual(expected);
  });
});

describe('the choice of samples', () => {
  it('takes the surest mistakes first', () => {
    const chosen = confidentMistakes(predictions(), 4);
    const sure = chosen.map(({ probabilities }) => Math.max(...probabilities));
    expect(sure).toEqual([...sure].sort((a, b) => b - a));
    for (const prediction of chosen) expect(predictedClass(prediction)).not.toBe(prediction.label);
  });

  it('takes at most two mistakes of a patient', () => {
    const patients = confidentMistakes(predictions(), 20).map(({ patient }) => patient);
    for (const patient of patients)
      expect(patients.filter((other) => other === patient).length).toBeLessThan(3);
  });

  it('takes right ones of every class', () => {
    expect(rightOnes(predictions(), 6).map(({ label }) => label)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('leaves the predictions as they were', () => {
    const given = predictions();
    confidentMistakes(given, 3);
    expect(given).toEqual(predictions());
  });
});
