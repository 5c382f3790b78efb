import { expect, it } from 'vitest';
import { csvOf } from '../../../../webview/comparison/csv';
import { figureOf } from '../../../../webview/comparison/figure';
import { svgOf } from '../../../../webview/comparison/svg';
import { curveOf, part } from './fixture';

const curve = curveOf(part([1, 2, 3], (step) => (step === 3 ? NaN : 0.1 * step), true));

it('writes every step as it was measured, and leaves a field empty where that is not a number', () => {
  expect(csvOf([{ name: 'a "run", mine', curve }])).toBe(
    [
      'run,step,epoch,seconds,loss,accuracy',
      '"a ""run"", mine",1,1,3,0.1,0.01',
      '"a ""run"", mine",2,1,6,0.2,0.02',
      '"a ""run"", mine",3,2,9,,0.03',
      '',
    ].join('\r\n'),
  );
});

it('writes a figure with title, legend, curves and marks, whatever the names are', () => {
  const figure = figureOf({
    metric: 'loss',
    curves: [{ curve, colour: 'rgb(1,2,3)', name: 'a', opacity: 1 }],
    axis: 'step',
    zoom: undefined,
    logarithmic: { x: false, y: false },
    smoothing: 0.9,
    train: true,
    validation: true,
    width: 400,
    height: 260,
    density: 1,
    xTitle: 'Step',
    formatX: String,
    formatY: String,
  });
  const legend = [{ name: 'a <run> & another', colour: 'rgb(1,2,3)' }];
  const svg = svgOf(figure, {
    title: 'Loss',
    legend,
    background: 'white',
    text: 'black',
    grid: 'gray',
    font: 'sans',
  });
  expect(svg).toContain('a &#60;run&#62; &#38; another');
  expect(svg.match(/<path [^>]*stroke="rgb\(1,2,3\)"/g)?.length).toBeGreaterThanOrEqual(3);
  expect(svg).not.toMatch(/NaN/);
});
