import { render } from 'lit';
import { metricsView, type MetricsViewTypes, type ToMetricsView } from '../../src/panels/metricsView';
import { number, rounded } from '../../src/words';
import { CurveChart } from '../shared/curveChart';
import { FollowedRun } from '../shared/followedRun';
import { Line } from '../shared/line';
import type { MetricName } from '../shared/metricSeries';
import { onceAFrame } from '../shared/onceAFrame';
import { onThemeChange } from '../shared/theme';
import { emptyPage, gonePage, page } from './view';

const smoothing = 0.9;
const chartHeight = 96;
const wholePercent = (value: number) => number(value, { style: 'percent' });

/** The Metrics view: one run in short, drawn at most once a frame. */
export class MetricsView {
  private readonly line = new Line<MetricsViewTypes>(metricsView);
  private followed: FollowedRun | undefined;
  private evaluated: Extract<ToMetricsView, { type: 'evaluation' }> | undefined;
  private charts: Record<MetricName, CurveChart> | undefined;
  private readonly schedule = onceAFrame(() => this.draw());

  constructor(private readonly root: HTMLElement) {
    this.line.listen((message) => this.receive(message));
    onThemeChange(() => this.eachChart((chart) => chart.repaint()));
  }

  private receive(message: ToMetricsView): void {
    switch (message.type) {
      case 'snapshot':
        this.followed = new FollowedRun(message, smoothing);
        break;
      case 'delta':
        this.followed?.add(message);
        break;
      case 'evaluation':
        this.evaluated = message;
        break;
      case 'gone':
        this.showInstead(gonePage(message.text));
        return;
      case 'empty':
        this.showInstead(emptyPage((told) => this.line.tell(told)));
        return;
    }
    this.schedule();
  }

  private showInstead(shown: ReturnType<typeof emptyPage>): void {
    this.followed = undefined;
    this.charts = undefined;
    render(shown, this.root);
  }

  private draw(): void {
    const { followed, evaluated } = this;
    if (!followed) return;
    const { run, runDir, lost, progress, series } = followed;
    render(
      page({
        run,
        lost,
        progress,
        epochs: series.epochs,
        hasSteps: series.length > 0,
        latest: { loss: this.latest(followed, 'loss'), accuracy: this.latest(followed, 'accuracy') },
        evaluated: evaluated?.runDir === runDir ? evaluated : undefined,
        send: (message) => this.line.tell(message),
      }),
      this.root,
    );
    this.charts ??= {
      loss: this.chartOf('loss', rounded),
      accuracy: this.chartOf('accuracy', wholePercent, [0, 1]),
    };
    this.charts.loss.setData(series.columnsOf('loss'), series.boundaries());
    this.charts.accuracy.setData(series.columnsOf('accuracy'), series.boundaries());
  }

  private chartOf(
    metric: MetricName,
    format: (value: number) => string,
    limits?: [number, number],
  ): CurveChart {
    const root = this.root.querySelector<HTMLElement>(`.chart[data-metric="${metric}"]`);
    if (!root) throw new Error(`The page has no frame for ${metric}.`);
    return new CurveChart({ root, height: chartHeight, format, limits });
  }

  private latest({ series }: FollowedRun, metric: MetricName): { train?: number; validation?: number } {
    const { smooth, validation } = series.columnsOf(metric);
    return {
      train: smooth.at(-1) ?? undefined,
      validation: validation.findLast((value) => value !== null) ?? undefined,
    };
  }

  private eachChart(action: (chart: CurveChart) => void): void {
    if (this.charts) Object.values(this.charts).forEach(action);
  }
}
