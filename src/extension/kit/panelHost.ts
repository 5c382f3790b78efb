import * as vscode from 'vscode';
import type { PanelTypes } from '../../panels/contract';
import type { PanelType } from './commandIds';
import { connectPage, type PageKind } from './connectPage';
import { panelColumn } from './panelColumn';
import type { PanelService } from './panelLine';
import type { Reporter } from './reporter';

/** What is special about one kind of panel. A subject is the thing that one panel shows, such as a run. */
export interface PanelKind<T extends PanelTypes, Subject> extends PageKind<T> {
  /** Its type, as the editor and package.json know it. */
  readonly viewType: PanelType;
  /** Two subjects with the same key share a panel. */
  readonly keyOf: (subject: Subject) => string;
  readonly titleOf: (subject: Subject) => string;
  /** What a page was about that the window has kept over a reload. */
  readonly subjectOf: (state: T['state']) => Subject;
  readonly serve: (panel: OpenPanel<T, Subject>) => PanelService<T>;
}

/** An open panel, as what serves it sees it. */
export interface OpenPanel<T extends PanelTypes, Subject> {
  subject: Subject;
  readonly isVisible: boolean;
  tell(message: T['toPage']): void;
  /** Shows the page again from the beginning: it will say that it is ready. */
  reload(): void;
  /** Writes the title again, where what it says may have changed. */
  retitle(): void;
  /** Brings it to the front; the keyboard stays where it is. */
  reveal(): void;
  close(): void;
}

interface Filled<T extends PanelTypes, Subject> {
  open: OpenPanel<T, Subject>;
  service: PanelService<T>;
  listening: vscode.Disposable;
}

/** All panels of one kind: finds, makes, fills and closes them, and carries what they and the extension say to each other. */
export class PanelHost<T extends PanelTypes, Subject> implements vscode.Disposable {
  private readonly filled = new Set<Filled<T, Subject>>();

  constructor(
    private readonly kind: PanelKind<T, Subject>,
    private readonly extensionUri: vscode.Uri,
    private readonly reporter: Reporter,
  ) {}

  all(): OpenPanel<T, Subject>[] {
    return [...this.filled].map(({ open }) => open);
  }

  /** The panel of a subject, if it is open. */
  find(subject: Subject): OpenPanel<T, Subject> | undefined {
    const key = this.kind.keyOf(subject);
    return this.all().find((open) => this.kind.keyOf(open.subject) === key);
  }

  /** Makes a panel of a subject; the keyboard stays where it is. */
  open(subject: Subject): OpenPanel<T, Subject> {
    const { viewType, titleOf } = this.kind;
    const place = { viewColumn: panelColumn(), preserveFocus: true };
    return this.fill(vscode.window.createWebviewPanel(viewType, titleOf(subject), place), subject);
  }

  /** Brings the panel of a subject to the front, or makes one. @returns the one that was there: it may be told what is new */
  reveal(subject: Subject): OpenPanel<T, Subject> | undefined {
    const shown = this.find(subject);
    if (shown) shown.reveal();
    else this.open(subject);
    return shown;
  }

  /** Fills a panel that the window has kept over a reload; closes it when what it kept is not readable. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const kept = this.kind.contract.state.safeParse(state);
    if (kept.success) this.fill(panel, this.kind.subjectOf(kept.data));
    else panel.dispose();
  }

  /** Leaves the panels as they are, for the window's next start. */
  dispose(): void {
    for (const { service, listening } of this.filled) {
      listening.dispose();
      service.onHidden?.();
      service.onClosed?.();
    }
    this.filled.clear();
  }

  private fill(panel: vscode.WebviewPanel, subject: Subject): OpenPanel<T, Subject> {
    const { kind, extensionUri, reporter } = this;
    const page = connectPage(panel.webview, kind, { extensionUri, reporter });
    const open: OpenPanel<T, Subject> = {
      subject,
      get isVisible() {
        return panel.visible;
      },
      tell: (message) => page.tell(message),
      reload: () => {
        open.retitle();
        page.load(panel.title);
      },
      retitle: () => {
        const title = kind.titleOf(open.subject);
        if (panel.title !== title) panel.title = title;
      },
      reveal: () => panel.reveal(undefined, true),
      close: () => {
        panel.dispose();
      },
    };
    const service = kind.serve(open);
    const listening = vscode.Disposable.from(
      page.serve(service),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) service.onHidden?.();
      }),
      panel.onDidDispose(() => {
        page.close();
        listening.dispose();
        service.onHidden?.();
        service.onClosed?.();
        this.filled.delete(one);
      }),
    );
    const one = { open, service, listening };
    this.filled.add(one);
    panel.iconPath = this.icon();
    open.reload();
    return open;
  }

  private icon(): { light: vscode.Uri; dark: vscode.Uri } {
    const media = vscode.Uri.joinPath(this.extensionUri, 'media');
    return {
      light: vscode.Uri.joinPath(media, 'metrics-light.svg'),
      dark: vscode.Uri.joinPath(media, 'metrics-dark.svg'),
    };
  }
}
