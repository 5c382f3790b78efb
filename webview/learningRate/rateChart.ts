import uPlot from 'uplot';
import { rateText, shownLosses } from '../../src/evaluate/rateReport';
import type { ShownTest } from '../../src/panels/learningRate';
import { rounded, t } from '../../src/words';
import { isHighContrast, themeColor } from '../shared/theme';

const height = 300;
const fontSize = 12;

/** The loss over the learning rate on a logarithmic axis: of each batch faint, smoothed, and a line at the suggestion. */
export class RateChart {
  private readonly plot: uPlot;
  private test: ShownTest['test'] | undefined;

  constructor(
    private readonly frame: HTMLElement,
    private readonly onCursor: (index: number | undefined) => void,
  ) {
    this.plot = new uPlot(this.options(), [[], [], []], frame);
    new ResizeObserver(() => {
      if (frame.clientWidth > 0) this.plot.setSize({ width: frame.clientWidth, height });
    }).observe(frame);
  }

  setTest(test: ShownTest['test']): void {
    this.test = test;
    const { points } = test;
    this.plot.setData([
      points.map(({ learningRate }) => learningRate),
      points.map(({ loss }) => loss),
      points.map(({ smoothed }) => smoothed),
    ]);
  }

  /** Puts the cursor on a step that the keyboard has chosen. */
  setCursor(index: number | undefined): void {
    const point = index === undefined ? undefined : this.test?.points[index];
    const left = point ? this.plot.valToPos(point.learningRate, 'x') : -10;
    this.plot.setCursor({ left, top: point ? 0 : -10 }, false);
  }

  /** Draws again in the colours of the current theme. */
  repaint(): void {
    this.plot.redraw(false, true);
  }

  private options(): uPlot.Options {
    const font = `${fontSize}px ${getComputedStyle(document.body).fontFamily}`;
    const axis: uPlot.Axis = {
      stroke: () => themeColor('--vscode-descriptionForeground', '--vscode-foreground'),
      // Borders of a theme of high contrast are too loud to be a grid.
      grid: { stroke: () => (isHighContrast() ? 'transparent' : themeColor('--lits-border')), width: 1 },
      ticks: { show: false },
      font,
      gap: 6,
    };
    const train = () => themeColor('--lits-train');
    return {
      width: this.frame.clientWidth,
      height,
      legend: { show: false },
      scales: {
        x: { time: false, distr: 3 },
        y: { range: () => shownLosses(this.test?.points ?? []) },
      },
      axes: [
        {
          ...axis,
          size: 24,
          label: t('Learning rate'),
          labelSize: 18,
          labelFont: font,
          splits: (_plot, _axis, lowest, highest) => powersOfTen(lowest, highest),
          // Where there is little room, only some have a text.
          values: (_plot, splits: (number | null)[]) => splits.map((rate) => rate?.toExponential(0) ?? ''),
        },
        { ...axis, size: 52, values: (_plot, splits) => splits.map(rounded) },
      ],
      series: [
        {},
        { stroke: train, width: 1, alpha: 0.7, points: { show: false } },
        { stroke: train, width: 2, points: { show: false } },
      ],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, show: true } },
      hooks: {
        setCursor: [(plot) => this.onCursor(plot.cursor.idx ?? undefined)],
        draw: [(plot) => this.drawSuggestion(plot)],
      },
    };
  }

  private drawSuggestion(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const suggestion = this.test?.suggestion;
    if (suggestion === undefined) return;
    const x = Math.round(plot.valToPos(suggestion, 'x', true));
    const isRight = x > bbox.left + bbox.width / 2;
    ctx.save();
    ctx.strokeStyle = themeColor('--vscode-foreground');
    ctx.fillStyle = ctx.strokeStyle;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = `${fontSize * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.textAlign = isRight ? 'right' : 'left';
    ctx.textBaseline = 'top';
    ctx.fillText(rateText(suggestion), x + (isRight ? -5 : 5) * devicePixelRatio, bbox.top);
    ctx.restore();
  }
}

function powersOfTen(lowest: number, highest: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(lowest) - 1e-9), Math.floor(Math.log10(highest) + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}
