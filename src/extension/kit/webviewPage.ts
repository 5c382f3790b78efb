import * as vscode from 'vscode';
import { pageHtml } from './html';

export interface WebviewPage {
  extensionUri: vscode.Uri;
  title: string;
  /** BCP 47 tag of the page's language. */
  language: string;
  /** Script and style sheet of the page in `dist/webview`. */
  name: 'dashboard' | 'evaluation' | 'augmentation';
  /** The page makes pictures itself. */
  ownPictures?: boolean;
}

/** Gives a panel its page, title and icon. */
export function loadPage(panel: vscode.WebviewPanel, page: WebviewPage): void {
  const { extensionUri, title, language, name, ownPictures } = page;
  const { webview } = panel;
  const assets = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const media = vscode.Uri.joinPath(extensionUri, 'media');
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(assets, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [assets] };
  panel.title = title;
  panel.iconPath = {
    light: vscode.Uri.joinPath(media, 'metrics-light.svg'),
    dark: vscode.Uri.joinPath(media, 'metrics-dark.svg'),
  };
  webview.html = pageHtml({
    title,
    language,
    cspSource: webview.cspSource,
    script: address(`${name}.js`),
    styles: address(`${name}.css`),
    ownPictures,
  });
}
