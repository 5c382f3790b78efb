import { render } from 'lit';
import { metricsPanel, type MetricsPanel, type ToDashboard } from '../../src/panels/dashboard';
import { number, rounded } from '../../src/words';
import { CurveChart, type StepRange } from '../shared/curveChart';
import { FollowedRun } from '../shared/followedRun';
import { Line } from '../shared/line';
import type { CurveName, MetricName, MetricSeries } from '../shared/metricSeries';
import { onceAFrame } from '../shared/onceAFrame';
import { onThemeChange } from '../shared/theme';
import { keyTarget } from '../shared/keyboard';
import { emptyPage, page, type Readout } from './view';

const defaultSmoothing = 0.9;
const chartHeight = 220;

/** The Metrics panel: keeps one run's measurements and draws them, at most once a frame. */
export class Dashboard {
  private readonly line = new Line<MetricsPanel>(metricsPanel);
  private smoothing = this.line.restore()?.smoothing ?? defaultSmoothing;
  private followed: FollowedRun | undefined;
  private charts: (Record<MetricName, CurveChart> & { gradientNorm?: CurveChart }) | undefined;
  private cursor: number | undefined;
  private zoom: StepRange | undefined;
  private readonly schedule = onceAFrame(() => this.draw());
  private dataChanged = false;

  constructor(private readonly root: HTMLElement) {
    this.line.listen((message) => this.receive(message));
    onThemeChange(() => this.eachChart((chart) => chart.repaint()));
  }

  private receive(message: ToDashboard): void {
    switch (message.type) {
      case 'snapshot':
        this.followed = new FollowedRun(message, this.smoothing);
        this.keepState();
        break;
      case 'delta':
        if (!this.followed) return;
        this.followed.add(message);
        break;
      case 'gone':
        this.followed = undefined;
        this.charts = undefined;
        render(emptyPage(message.text), this.root);
        return;
    }
    this.dataChanged = true;
    this.schedule();
  }

  private draw(): void {
    if (!this.followed) return;
    const { run, lost, progress, series } = this.followed;
    render(
      page({
        run,
        lost,
        progress,
        epochs: series.epochs,
        hasSteps: series.length > 0,
        smoothing: this.smoothing,
        zoomed: this.zoom !== undefined,
        readouts: {
          loss: this.readout('loss'),
          accuracy: this.readout('accuracy'),
          gradientNorm: this.readout('gradientNorm'),
        },
        hasGradientNorm: series.hasGradientNorm,
        place: this.placeIn(series),
        pointed: this.cursor !== undefined,
        send: (message) => this.line.tell(message),
        onSmoothing: (value) => this.smoothWith(value),
        onKey: (event) => this.onKey(event),
        onZoomOut: () => this.zoomTo(undefined),
      }),
      this.root,
    );
    this.charts ??= this.createCharts();
    if (series.hasGradientNorm) this.charts.gradientNorm ??= this.createChart('gradientNorm', rounded);
    if (!this.dataChanged) return;
    this.dataChanged = false;
    this.charts.loss.setData(series.columnsOf('loss'), series.boundaries());
    this.charts.accuracy.setData(series.columnsOf('accuracy'), series.boundaries());
    this.charts.gradientNorm?.setData(series.columnsOf('gradientNorm'), series.boundaries());
  }

  private createCharts(): Record<MetricName, CurveChart> {
    const wholePercent = (value: number) => number(value, { style: 'percent' });
    return {
      loss: this.createChart('loss', rounded),
      accuracy: this.createChart('accuracy', wholePercent, [0, 1]),
    };
  }

  private createChart(
    curve: CurveName,
    format: (value: number) => string,
    limits?: [number, number],
  ): CurveChart {
    const root = this.root.querySelector<HTMLElement>(`.chart[data-metric="${curve}"]`);
    if (!root) throw new Error(`The page has no frame for ${curve}.`);
    const chart = new CurveChart({
      root,
      height: chartHeight,
      format,
      limits,
      pointing: {
        onCursor: (index) => this.pointAt(index),
        onZoom: (range) => this.zoomTo(range),
        onZoomOut: () => this.zoomTo(undefined),
      },
    });
    chart.setZoom(this.zoom);
    return chart;
  }

  /** Values at the cursor; without one, the latest. A validation value holds until the next. */
  private readout(curve: CurveName): Readout {
    const columns = this.followed?.series.columnsOf(curve);
    if (!columns) return {};
    const index = this.cursor ?? columns.step.length - 1;
    const validation = columns.validation.slice(0, index + 1).findLast((value) => value !== null);
    return {
      raw: columns.raw[index] ?? undefined,
      smooth: columns.smooth[index] ?? undefined,
      validation: validation ?? undefined,
    };
  }

  /** The step that the readouts are of. */
  private placeIn(series: MetricSeries): { step: number; epoch: number } | undefined {
    const index = this.cursor ?? series.length - 1;
    const step = series.columnsOf('loss').step[index];
    const epoch = series.epochAt(index);
    return step === undefined || epoch === undefined ? undefined : { step, epoch };
  }

  private pointAt(index: number | undefined): void {
    if (index === this.cursor) return;
    this.cursor = index;
    this.eachChart((chart) => chart.setCursor(index));
    this.schedule();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && (this.zoom || this.cursor !== undefined)) {
      this.pointAt(undefined);
      this.zoomTo(undefined);
      return;
    }
    const target = keyTarget(event.key, this.cursor, this.followed?.series.length ?? 0);
    if (target === undefined) return;
    event.preventDefault();
    this.pointAt(target);
  }

  private zoomTo(range: StepRange | undefined): void {
    this.zoom = range;
    this.eachChart((chart) => chart.setZoom(range));
    this.schedule();
  }

  private smoothWith(value: number): void {
    this.smoothing = value;
    this.followed?.series.smoothWith(value);
    this.keepState();
    this.dataChanged = true;
    this.schedule();
  }

  private keepState(): void {
    if (this.followed)
      this.line.keep({ version: 1, runDir: this.followed.runDir, smoothing: this.smoothing });
  }

  private eachChart(action: (chart: CurveChart) => void): void {
    if (this.charts) Object.values(this.charts).forEach(action);
  }
}
