import { render } from 'lit';
import { learningRatePanel, type LearningRatePanel, type ShownTest } from '../../src/panels/learningRate';
import { keyTarget } from '../shared/keyboard';
import { Line } from '../shared/line';
import { onThemeChange } from '../shared/theme';
import { RateChart } from './rateChart';
import { page } from './view';

/** The page of a learning rate range test. */
export class RatePage {
  private readonly line = new Line<LearningRatePanel>(learningRatePanel);
  private shown: ShownTest | undefined;
  private chart: RateChart | undefined;
  private cursor: number | undefined;

  constructor(private readonly root: HTMLElement) {
    this.line.listen(({ file, test }) => {
      this.shown = { file, test };
      this.cursor = undefined;
      this.line.keep({ version: 1, file, test });
      this.draw();
      this.chart ??= this.newChart();
      this.chart?.setTest(test);
    });
    onThemeChange(() => this.chart?.repaint());
  }

  private draw(): void {
    if (!this.shown) return;
    render(
      page(this.shown, this.cursor, {
        send: (message) => this.line.tell(message),
        onKey: (event) => this.onKey(event),
      }),
      this.root,
    );
  }

  private newChart(): RateChart | undefined {
    const frame = this.root.querySelector<HTMLElement>('.chart');
    return frame ? new RateChart(frame, (index) => this.pointAt(index)) : undefined;
  }

  private pointAt(index: number | undefined): void {
    if (index === this.cursor) return;
    this.cursor = index;
    this.draw();
  }

  private onKey(event: KeyboardEvent): void {
    const target =
      event.key === 'Escape'
        ? undefined
        : keyTarget(event.key, this.cursor, this.shown?.test.points.length ?? 0);
    if (target === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    this.pointAt(target);
    this.chart?.setCursor(target);
  }
}
