import type { Frame } from 'playwright-core';
import { until } from './until';
import type { Workbench } from './workbench';

/** What a student sees in the Metrics panel. */
export class MetricsPage {
  private constructor(private readonly frame: Frame) {}

  /** Waits until the panel shows in the window. */
  static async in(workbench: Workbench): Promise<MetricsPage> {
    return new MetricsPage(await workbench.frameWith('.chart[role="application"] canvas'));
  }

  /** The step that the panel says the training has reached; 0 before the first. */
  async step(): Promise<number> {
    const text = await this.frame
      .locator('.facts div', { has: this.frame.locator('dt', { hasText: /^\s*(Step|Schritt)\s*$/ }) })
      .locator('dd')
      .textContent({ timeout: 1000 })
      .catch(() => '0');
    return Number(/[\d.,]+/.exec(text ?? '0')?.[0].replaceAll(/[.,]/g, ''));
  }

  async reachesStep(step: number): Promise<void> {
    await until(`step ${step} in the Metrics panel`, async () =>
      (await this.step()) >= step ? true : undefined,
    );
  }

  async reachesEpoch(epoch: number): Promise<void> {
    await this.frame
      .locator('.epochs tbody tr')
      .nth(epoch - 1)
      .waitFor();
  }

  /** The picture of a chart as text: it changes when something is drawn. */
  inkOf(metric: 'loss' | 'accuracy'): Promise<string> {
    return this.frame
      .locator(`.chart[data-metric="${metric}"] canvas`)
      .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());
  }
}
