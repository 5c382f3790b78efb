import uPlot from 'uplot';
import { number, t } from '../../src/words';
import { isHighContrast, themeColor } from '../shared/theme';
import type { ChartColumns } from './metricSeries';

export interface StepRange {
  min: number;
  max: number;
}

export interface CurveChartOptions {
  root: HTMLElement;
  /** CSS pixels */
  height: number;
  format: (value: number) => string;
  /** Limits of the vertical axis; undefined: those of the data. */
  limits?: [number, number];
  /** What the student does with it; undefined: it is small, and only looked at. */
  pointing?: Pointing;
}

interface Pointing {
  /** The student points at a step (index into the columns), or no longer at any. */
  onCursor: (index: number | undefined) => void;
  /** The student has drawn a range to look at. */
  onZoom: (range: StepRange) => void;
  /** The student wants the whole run again. */
  onZoomOut: () => void;
}

const fontSize = 12;
/** Distances between marks of the axis: there are no steps between steps. */
const wholeSteps = Array.from({ length: 8 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat();
/** Epoch boundaries closer than this many pixels are thinned out. */
const closestBoundaries = 24;

/** One metric of one run: each training step faint, its smoothed curve, and the validation of each epoch as joined points. */
export class CurveChart {
  private readonly plot: uPlot;
  private boundaries: readonly number[] = [];
  private zoom: StepRange | undefined;
  private steps: readonly number[] = [];

  constructor(private readonly options: CurveChartOptions) {
    const { root, height } = options;
    this.plot = new uPlot(this.plotOptions(root.clientWidth, height), [[], [], [], []], root);
    new ResizeObserver(() => {
      if (root.clientWidth > 0) this.plot.setSize({ width: root.clientWidth, height });
    }).observe(root);
    this.plot.over.addEventListener('dblclick', () => options.pointing?.onZoomOut());
  }

  /** @param boundaries steps at which an epoch ends. */
  setData(columns: ChartColumns, boundaries: readonly number[]): void {
    this.boundaries = boundaries;
    this.steps = columns.step;
    this.plot.batch(() => {
      this.plot.setData([columns.step, columns.raw, columns.smooth, columns.validation], false);
      this.applyRange();
    });
  }

  /** Shows a range of steps, or the whole run. */
  setZoom(range: StepRange | undefined): void {
    this.zoom = range;
    this.applyRange();
  }

  /** Puts the cursor on a step that another chart or the keyboard has chosen. */
  setCursor(index: number | undefined): void {
    const step = index === undefined ? undefined : this.steps[index];
    const left = step === undefined ? -10 : this.plot.valToPos(step, 'x');
    this.plot.setCursor({ left, top: step === undefined ? -10 : 0 }, false);
  }

  /** Draws again in the colours of the current theme. */
  repaint(): void {
    this.plot.redraw(false, true);
  }

  private applyRange(): void {
    const [first = 0, last = 1] = [this.steps[0], this.steps.at(-1)];
    this.plot.setScale('x', this.zoom ?? { min: first, max: Math.max(last, first + 1) });
  }

  private plotOptions(width: number, height: number): uPlot.Options {
    const { format, limits, pointing } = this.options;
    const font = `${fontSize}px ${getComputedStyle(document.body).fontFamily}`;
    const axis: uPlot.Axis = {
      stroke: () => themeColor('--vscode-descriptionForeground', '--vscode-foreground'),
      grid: { stroke: gridColor, width: 1 },
      ticks: { show: false },
      font,
      gap: 6,
    };
    const train = () => themeColor('--lits-train');
    const held = () => themeColor('--lits-validation');
    return {
      width,
      height,
      legend: { show: false },
      scales: { x: { time: false }, y: limits ? { range: () => limits } : {} },
      axes: [
        {
          ...axis,
          size: 24,
          ...(pointing && { label: t('Step'), labelSize: 18, labelFont: font }),
          grid: { show: false },
          incrs: wholeSteps,
          values: (_plot, splits) => splits.map((step) => number(step)),
        },
        { ...axis, size: pointing ? 52 : 46, values: (_plot, splits) => splits.map(format) },
      ],
      series: [
        {},
        { stroke: train, width: 1, alpha: 0.7, points: { show: false } },
        { stroke: train, width: 2, points: { show: false } },
        {
          stroke: held,
          width: 2,
          spanGaps: true,
          points: { show: true, size: 7, fill: held, stroke: held },
        },
      ],
      cursor: {
        show: pointing !== undefined,
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7, show: true },
      },
      hooks: {
        setCursor: [(plot) => pointing?.onCursor(plot.cursor.idx ?? undefined)],
        setSelect: [(plot) => this.select(plot)],
        drawAxes: [(plot) => this.drawBoundaries(plot)],
      },
    };
  }

  private select(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = { min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.options.pointing?.onZoom(range);
  }

  /** A thin line where an epoch ends. */
  private drawBoundaries(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = themeColor('--vscode-descriptionForeground', '--vscode-foreground');
    ctx.globalAlpha = 0.45;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    let before = -Infinity;
    for (const step of this.boundaries) {
      const x = Math.round(plot.valToPos(step, 'x', true));
      if (x < bbox.left || x > bbox.left + bbox.width || x - before < closestBoundaries * devicePixelRatio)
        continue;
      before = x;
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
    }
    ctx.stroke();
    ctx.restore();
  }
}

/** Borders of a theme of high contrast are too loud to be a grid. */
function gridColor(): string {
  return isHighContrast() ? 'transparent' : themeColor('--lits-border');
}
