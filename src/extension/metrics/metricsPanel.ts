import * as vscode from 'vscode';
import { fromDashboardSchema, type FromDashboard } from '../../panels/dashboard';
import { loadPage } from '../kit/webviewPage';
import { RunFeed, type FeedSource } from './runFeed';

export interface MetricsPanelOptions {
  panel: vscode.WebviewPanel;
  extensionUri: vscode.Uri;
  title: string;
  source: Omit<FeedSource, 'post'>;
  /** What the student does in the panel, besides looking. */
  onAction(action: Exclude<FromDashboard, { type: 'ready' }>): void;
  onClose(): void;
  log: vscode.LogOutputChannel;
}

/** One webview that shows one run. `release` leaves the webview open, for another run. */
export class MetricsPanel {
  readonly dir: string;
  readonly panel: vscode.WebviewPanel;
  private readonly feed: RunFeed;
  private readonly listeners: vscode.Disposable[];

  constructor(private readonly options: MetricsPanelOptions) {
    const { panel, source } = options;
    this.panel = panel;
    this.dir = source.runDir;
    this.feed = new RunFeed({ ...source, post: (message) => void panel.webview.postMessage(message) });
    this.listeners = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.feed.pause();
      }),
      panel.onDidDispose(() => {
        this.release();
        options.onClose();
      }),
    ];
    this.load();
  }

  set title(title: string) {
    if (this.panel.title !== title) this.panel.title = title;
  }

  /** Something of the run has changed; a line, if there is a new one. */
  update: RunFeed['update'] = (line) => this.feed.update(line);

  /** Brings the page up to date as a whole. */
  refresh(): void {
    if (this.panel.visible) void this.feed.snapshot();
  }

  release(): void {
    this.feed.pause();
    vscode.Disposable.from(...this.listeners).dispose();
  }

  private load(): void {
    const { extensionUri, title, source } = this.options;
    loadPage(this.panel, { extensionUri, title, language: source.locale, name: 'dashboard' });
  }

  private receive(message: unknown): void {
    const parsed = fromDashboardSchema.safeParse(message);
    if (!parsed.success)
      this.options.log.warn(`The Metrics panel sent what is not understood: ${parsed.error.message}`);
    else if (parsed.data.type === 'ready') void this.feed.snapshot();
    else this.options.onAction(parsed.data);
  }
}
