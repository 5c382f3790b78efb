import * as vscode from 'vscode';
import { comparisonPanel, type ComparisonPanel, type FromComparison } from '../../panels/comparison';
import { t } from '../../words';
import { panelTypes } from '../kit/commandIds';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import type { Reporter } from '../kit/reporter';
import { saveExport } from '../kit/saveExport';
import { showCodeDifference } from '../runs/recordedCode';
import { requireRun } from '../runs/runArgument';
import { tellingName } from '../runs/runNames';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { Trainings } from '../training/trainings';
import { comparedRuns } from './comparedRuns';
import { CurvesFeed } from './curvesFeed';
import { pickRuns } from './pickRuns';

/** A comparison; its subject is the folders of the runs, the one first that the others are compared with. */
type Panel = OpenPanel<ComparisonPanel, readonly string[]>;

export interface ComparisonServices {
  extensionUri: vscode.Uri;
  runs: WorkspaceRuns;
  trainings: Trainings;
  reporter: Reporter;
  showMetrics: (runDir: string) => void;
}

const lookMillis = 250;

/** The comparisons of runs. */
export class ComparisonPanels implements vscode.Disposable {
  readonly host: PanelHost<ComparisonPanel, readonly string[]>;
  private readonly feeds = new WeakMap<Panel, CurvesFeed>();
  private readonly measured = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly services: ComparisonServices) {
    const { extensionUri, runs, trainings, reporter } = services;
    this.host = new PanelHost(
      {
        viewType: panelTypes.comparison,
        name: 'Comparison of runs', // no text: for the log
        page: 'comparison',
        ownPictures: true,
        contract: comparisonPanel,
        keyOf: (dirs) => dirs.join('\n'),
        titleOf: (dirs) => this.titleOf(dirs),
        subjectOf: ({ runDirs }) => runDirs,
        serve: (panel) => {
          const feed = new CurvesFeed((message) => panel.tell(message));
          this.feeds.set(panel, feed);
          return {
            onReady: async () => {
              await runs.ready;
              this.tellRuns(panel);
              await feed.begin(panel.subject);
            },
            onMessage: (message) => this.act(panel, message),
            answers: {},
            onHidden: () => feed.pause(),
          };
        },
      },
      extensionUri,
      reporter,
    );
    this.disposables = [
      this.host,
      { dispose: () => clearTimeout(this.timer) },
      trainings.onEvent(({ training, event }) => {
        if (event.type === 'metric') this.lookSoon(training.dir);
      }),
      runs.onDidChange(() =>
        this.host.all().forEach((panel) => {
          panel.retitle();
          if (panel.isVisible) this.tellRuns(panel);
        }),
      ),
    ];
  }

  /** Compares runs, in the panel that has them already or in a new one. */
  show(dirs: readonly string[]): void {
    const shown = this.host.find(dirs);
    if (shown) shown.reveal();
    else this.host.open(dirs);
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private titleOf(dirs: readonly string[]): string {
    const { runs } = this.services;
    const known = dirs.flatMap((dir) => runs.get(dir) ?? []);
    return known.length === 2
      ? t('Compare: {0}', known.map((run) => tellingName(run, runs.all())).join(' | '))
      : t('Compare {0} Runs', dirs.length);
  }

  private tellRuns(panel: Panel): void {
    panel.tell(comparedRuns(panel.subject, this.services.runs.all()));
  }

  /** Looks once for all lines that come together. */
  private lookSoon(dir: string): void {
    this.measured.add(dir);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const dirs = [...this.measured];
      this.measured.clear();
      for (const panel of this.host.all())
        this.follow(this.feeds.get(panel)?.look(dirs.filter((measured) => panel.subject.includes(measured))));
    }, lookMillis);
  }

  private follow(reading: Promise<void> | undefined): void {
    reading?.catch((error: unknown) => this.services.reporter.error(error, 'Comparison of runs'));
  }

  private async act(panel: Panel, message: FromComparison): Promise<void> {
    const { runs, showMetrics } = this.services;
    switch (message.type) {
      case 'addRuns': {
        const picked = await pickRuns(runs, panel.subject);
        if (picked) await this.choose(panel, picked);
        return;
      }
      case 'removeRun':
        return this.choose(
          panel,
          panel.subject.filter((dir) => dir !== message.runDir),
        );
      case 'export':
        return this.save(panel, message.name, message.format, Buffer.from(message.text));
      case 'exportPicture':
        return this.save(panel, message.name, 'png', Buffer.from(message.base64, 'base64'));
      case 'showMetrics':
        return showMetrics(message.runDir);
      case 'showCode':
        return showCodeDifference(requireRun(runs, panel.subject[0]), requireRun(runs, message.runDir));
    }
  }

  private save(panel: Panel, name: string, format: string, bytes: Uint8Array): Promise<void> {
    const [first = ''] = panel.subject;
    const folder = this.services.runs.get(first)?.folder ?? first;
    return saveExport({ name, format, content: () => bytes }, folder);
  }

  private async choose(panel: Panel, dirs: readonly string[]): Promise<void> {
    const added = dirs.filter((dir) => !panel.subject.includes(dir));
    panel.subject = dirs;
    panel.retitle();
    this.tellRuns(panel);
    await this.feeds.get(panel)?.add(added);
  }
}
