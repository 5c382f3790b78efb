import { render } from 'lit';
import {
  comparisonPanel,
  type ComparedRun,
  type ComparisonPanel,
  type ComparisonState,
  type ExerciseComparison,
  type FromComparison,
  type ToComparison,
  type XAxis,
} from '../../src/panels/comparison';
import { duration, moment, number, rounded, t } from '../../src/words';
import { keyTarget } from '../shared/keyboard';
import { Line } from '../shared/line';
import { onceAFrame } from '../shared/onceAFrame';
import { pngOf } from '../shared/png';
import { onThemeChange } from '../shared/theme';
import { Chart, type Place } from './chart';
import { runColor } from './colors';
import { csvOf } from './csv';
import { gapsOf, type Gaps } from './gaps';
import { Curve, metrics, type Metric } from './curve';
import { gridColor } from './paint';
import { figureOf, type Figure, type ShownCurve } from './figure';
import { descendingFirst, type Order, type RunRow } from './order';
import type { Range } from './scale';
import { firstAtOrAfter } from './search';
import { svgOf } from './svg';
import { axisTitle, page, type ExportFormat } from './view';

const freshState: ComparisonState = {
  version: 1,
  runDirs: [],
  hidden: [],
  smoothing: 0.9,
  x: 'step',
  logarithmic: { x: false, loss: false, accuracy: false },
  train: true,
  validation: true,
};

/** Stops of the keyboard along an axis. */
const keyStops = 201;
/** How faint the others are while one run is pointed at. */
const behind = 0.2;
/** How near a pointer must be to a curve to point at it, as a part of the height. */
const near = 0.06;

/** The comparison of runs: keeps their curves and draws them, at most once a frame. */
export class Comparison {
  private readonly line = new Line<ComparisonPanel>(comparisonPanel);
  private look = this.line.restore() ?? freshState;
  private runs: readonly ComparedRun[] = [];
  /** By the run: dates are slow to write. */
  private started = new Map<string, string>();
  private differences: readonly string[] = [];
  private exercise: ExerciseComparison | undefined;
  private readonly curves = new Map<string, Curve>();
  private order: Order | undefined;
  private zoom: Range | undefined;
  /** A value on the horizontal axis. */
  private cursor: number | undefined;
  private highlighted: string | undefined;
  private charts: Record<Metric, Chart> | undefined;
  private figures: Partial<Record<Metric, Figure>> = {};
  private isDrawn = false;
  private readonly schedule = onceAFrame(() => this.update());

  constructor(private readonly root: HTMLElement) {
    this.line.listen((message) => this.receive(message));
    onThemeChange(() => this.redraw());
  }

  private receive(message: ToComparison): void {
    switch (message.type) {
      case 'runs':
        this.runs = message.runs;
        this.started = new Map(message.runs.map(({ runDir, createdAt }) => [runDir, moment(createdAt)]));
        this.differences = message.differences;
        for (const { runDir, stepsPerEpoch } of message.runs)
          this.curve(runDir).stepsPerEpoch = stepsPerEpoch;
        this.changeLook({ runDirs: message.runDirs });
        break;
      case 'exercise':
        this.exercise = message.exercise;
        this.schedule();
        break;
      case 'curve':
        this.curve(message.runDir).add(message);
        this.redraw();
        break;
    }
  }

  private curve(runDir: string): Curve {
    const known = this.curves.get(runDir);
    if (known) return known;
    const made = new Curve();
    this.curves.set(runDir, made);
    return made;
  }

  private changeLook(change: Partial<ComparisonState>): void {
    const isOtherAxis = change.x !== undefined && change.x !== this.look.x;
    if (isOtherAxis) [this.zoom, this.cursor] = [undefined, undefined];
    this.look = { ...this.look, ...change };
    this.line.keep(this.look);
    // Keys and pointer ask where things stand on the new axis.
    if (isOtherAxis) this.drawCurves();
    this.redraw();
  }

  /** The curves must be drawn anew. */
  private redraw(): void {
    this.isDrawn = false;
    this.schedule();
  }

  private update(): void {
    if (!this.isDrawn && this.charts) this.drawCurves();
    this.render();
    if (!this.charts) {
      this.charts = { loss: this.createChart('loss'), accuracy: this.createChart('accuracy') };
      this.redraw();
    }
    this.placeCursor();
  }

  private render(): void {
    const rows = this.rows();
    const first = this.look.runDirs[0];
    render(
      page({
        rows,
        differences: this.differences,
        first,
        missing: this.look.runDirs.length - this.runs.length,
        damaged: this.runs.reduce((sum, { runDir }) => sum + this.curve(runDir).damaged, 0),
        look: this.look,
        exercise: this.exercise,
        gapsOf: (runDir) => this.gapsOf(runDir),
        zoomed: this.zoom !== undefined,
        order: this.order,
        marked: Object.values(this.figures).some(({ marks }) => marks.length > 0),
        place: this.cursor === undefined ? undefined : placeText(this.look.x, this.cursor),
        send: (message) => this.line.tell(message),
        change: (change) => this.changeLook(change),
        onOrder: (column) => this.orderBy(column),
        onShow: (runDirs, isShown) => this.show(runDirs, isShown),
        onHighlight: (runDir) => this.highlight(runDir),
        onExport: (metric, format) => void this.export(metric, format),
        onKey: (event) => this.onKey(event),
        onZoomOut: () => this.zoomTo(undefined),
      }),
      this.root,
    );
  }

  private rows(): RunRow[] {
    const hidden = new Set(this.look.hidden);
    return this.runs.map((run, place) => ({
      run,
      place,
      started: this.started.get(run.runDir) ?? '',
      isShown: !hidden.has(run.runDir),
      at: { loss: this.valueAt(run.runDir, 'loss'), accuracy: this.valueAt(run.runDir, 'accuracy') },
    }));
  }

  private gapsOf(runDir: string): Gaps | undefined {
    const best = this.runs.find((run) => run.runDir === runDir)?.best;
    return gapsOf(this.curve(runDir).validations, best);
  }

  /** The smoothed value at the cursor, or the last one; undefined where the run has none. */
  private valueAt(runDir: string, metric: Metric): number | undefined {
    const curve = this.curve(runDir);
    const values = curve.smooth(metric, this.look.smoothing);
    if (this.cursor === undefined) return values.at(-1);
    return values[firstAtOrAfter(curve.positions(this.look.x), this.cursor)];
  }

  private drawCurves(): void {
    if (!this.charts) return;
    this.isDrawn = true;
    for (const metric of metrics) {
      const chart = this.charts[metric];
      const { width } = chart.size;
      if (width === 0) continue;
      const figure = this.figure(metric, chart.size);
      this.figures[metric] = figure;
      chart.draw(figure);
    }
  }

  private figure(metric: Metric, size: { width: number; height: number; density: number }): Figure {
    const { x: axis, logarithmic, smoothing, train, validation } = this.look;
    return figureOf({
      ...size,
      metric,
      curves: this.shownCurves(),
      axis,
      zoom: this.zoom,
      logarithmic: { x: logarithmic.x, y: logarithmic[metric] },
      smoothing,
      train,
      validation,
      xTitle: axisTitle(axis),
      formatX: axis === 'time' ? timeText : rounded,
      formatY:
        metric === 'loss'
          ? rounded
          : (value) => number(value, { style: 'percent', maximumSignificantDigits: 3 }),
    });
  }

  /** The one that is pointed at comes last: on top. */
  private shownCurves(): ShownCurve[] {
    const shown = this.runs.flatMap(({ runDir, name }, place) =>
      this.look.hidden.includes(runDir)
        ? []
        : [{ runDir, name, curve: this.curve(runDir), colour: runColor(place) }],
    );
    const isOn = shown.some(({ runDir }) => runDir === this.highlighted);
    return shown
      .map((one) => ({ ...one, opacity: isOn && one.runDir !== this.highlighted ? behind : 1 }))
      .sort((a, b) => a.opacity - b.opacity);
  }

  private createChart(metric: Metric): Chart {
    const frame = this.root.querySelector<HTMLElement>(`.chart[data-metric="${metric}"]`);
    if (!frame) throw new Error(`The page has no frame for ${metric}.`);
    return new Chart(frame, {
      onPoint: (place) => this.pointAt(metric, place),
      onZoom: ({ min, max }) => {
        const x = this.figures[metric]?.x;
        if (x) this.zoomTo({ min: x.valueAt(min), max: x.valueAt(max) });
      },
      onZoomOut: () => this.zoomTo(undefined),
      onResize: () => this.redraw(),
    });
  }

  private pointAt(metric: Metric, place: Place | undefined): void {
    const figure = this.figures[metric];
    this.cursor = place && figure?.x.valueAt(place.x);
    this.highlight(place && figure && this.nearest(metric, figure, place.y));
    this.schedule();
  }

  private nearest(metric: Metric, { y }: Figure, place: number): string | undefined {
    const distances = this.runs
      .filter(({ runDir }) => !this.look.hidden.includes(runDir))
      .map(({ runDir }) => ({
        runDir,
        distance: Math.abs(y.at(this.valueAt(runDir, metric) ?? NaN) - place),
      }))
      .filter(({ distance }) => distance < near);
    return distances.sort((a, b) => a.distance - b.distance)[0]?.runDir;
  }

  private placeCursor(): void {
    for (const metric of metrics) {
      const x = this.figures[metric]?.x;
      this.charts?.[metric].setCursor(this.cursor === undefined ? undefined : x?.at(this.cursor));
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && (this.zoom || this.cursor !== undefined)) {
      this.cursor = undefined;
      this.zoomTo(undefined);
      return;
    }
    const x = this.figures.loss?.x;
    if (!x) return;
    const last = keyStops - 1;
    const stop = this.cursor === undefined ? undefined : Math.round(x.at(this.cursor) * last);
    const target = keyTarget(event.key, stop, keyStops);
    if (target === undefined) return;
    event.preventDefault();
    this.cursor = x.valueAt(target / last);
    this.schedule();
  }

  private zoomTo(range: Range | undefined): void {
    this.zoom = range;
    this.redraw();
  }

  private highlight(runDir: string | undefined): void {
    if (runDir === this.highlighted) return;
    this.highlighted = runDir;
    this.redraw();
  }

  private show(runDirs: readonly string[], isShown: boolean): void {
    const others = this.look.hidden.filter((dir) => !runDirs.includes(dir));
    this.changeLook({ hidden: isShown ? others : [...others, ...runDirs] });
  }

  private async export(metric: Metric, format: ExportFormat): Promise<void> {
    const figure = this.figures[metric];
    if (figure) this.line.tell(await this.exported(metric, format, figure));
  }

  private async exported(metric: Metric, format: ExportFormat, figure: Figure): Promise<FromComparison> {
    const shown = [...this.shownCurves()].sort((a, b) => a.name.localeCompare(b.name));
    const name = `comparison-${metric}`;
    if (format === 'csv') return { type: 'export', name, format, text: csvOf(shown) };
    const page = getComputedStyle(document.body);
    const text = svgOf(figure, {
      title: metric === 'loss' ? t('Loss') : t('Accuracy'),
      legend: shown,
      background: page.backgroundColor,
      text: page.color,
      grid: gridColor(),
      font: page.fontFamily,
    });
    return format === 'svg'
      ? { type: 'export', name, format, text }
      : { type: 'exportPicture', name, base64: await pngOf(text) };
  }

  private orderBy(column: Order['column']): void {
    const first = descendingFirst.includes(column);
    const descending = this.order?.column === column ? !this.order.descending : first;
    this.order = { column, descending };
    this.schedule();
  }
}

function placeText(axis: XAxis, value: number): string {
  switch (axis) {
    case 'step':
      return t('Step {0}', number(Math.round(value)));
    case 'epoch':
      return t('Epoch {0}', number(value, { maximumFractionDigits: 2 }));
    case 'time':
      return timeText(value);
  }
}

const timeText = (seconds: number) => (seconds < 10 ? `${rounded(seconds)} s` : duration(seconds));
