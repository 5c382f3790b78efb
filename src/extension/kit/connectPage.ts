import * as vscode from 'vscode';
import type { PageName, PanelContract, PanelTypes } from '../../panels/contract';
import { language, t } from '../../words';
import { pageHtml } from './html';
import { PanelLine, type PanelService } from './panelLine';
import type { Reporter } from './reporter';

/** What is special about one kind of page, wherever the editor shows it. */
export interface PageKind<T extends PanelTypes> {
  /** What the log calls it. */
  readonly name: string;
  /** Script and style sheet of the page in `dist/webview`. */
  readonly page: PageName;
  /** The page makes pictures itself. */
  readonly ownPictures?: boolean;
  readonly contract: PanelContract<T>;
}

/** A webview with a page, as what serves the page sees it. */
export interface ConnectedPage<T extends PanelTypes> {
  tell(message: T['toPage']): void;
  /** Shows the page from the beginning: it will say that it is ready. */
  load(title: string): void;
  /** Serves what the page says from now on. */
  serve(service: PanelService<T>): vscode.Disposable;
  /** The webview is gone: nothing is posted to it any more. */
  close(): void;
}

/** Connects a webview with what will serve its page. */
export function connectPage<T extends PanelTypes>(
  webview: vscode.Webview,
  kind: PageKind<T>,
  { extensionUri, reporter }: { extensionUri: vscode.Uri; reporter: Reporter },
): ConnectedPage<T> {
  let isClosed = false;
  const line = new PanelLine(kind.contract, {
    post: (envelope) => {
      if (!isClosed) void webview.postMessage(envelope);
    },
    warn: (text) => reporter.log.warn(`${kind.name}: ${text}`),
    report: (error) => void reporter.error(error, kind.name),
  });
  const assets = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(assets, file)).toString();
  return {
    tell: (message) => line.tell(message),
    load: (title) => {
      webview.options = { enableScripts: true, localResourceRoots: [assets] };
      webview.html = pageHtml({
        title,
        words: { locale: language(), bundle: vscode.l10n.bundle ?? {} },
        notShown: t(
          'This page could not be shown: its script did not run. Close the panel and open it again. If that does not help, reload the window.',
        ),
        cspSource: webview.cspSource,
        script: address(`${kind.page}.js`),
        styles: address(`${kind.page}.css`),
        ownPictures: kind.ownPictures,
      });
    },
    serve: (service) => webview.onDidReceiveMessage((posted: unknown) => void line.receive(posted, service)),
    close: () => {
      isClosed = true;
    },
  };
}
