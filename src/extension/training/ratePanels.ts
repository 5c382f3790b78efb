import { basename } from 'node:path';
import * as vscode from 'vscode';
import { rateText } from '../../evaluate/rateReport';
import { learningRatePanel, type LearningRatePanel, type ShownTest } from '../../panels/learningRate';
import { t } from '../../words';
import { panelTypes } from '../kit/commandIds';
import { PanelHost } from '../kit/panelHost';
import { showPlace, type Reporter } from '../kit/reporter';

/** Learning rate range tests, drawn: the last one of each file. */
export class RatePanels implements vscode.Disposable {
  readonly host: PanelHost<LearningRatePanel, ShownTest>;

  constructor(services: { extensionUri: vscode.Uri; reporter: Reporter }) {
    this.host = new PanelHost(
      {
        viewType: panelTypes.learningRate,
        name: 'Learning Rate', // no text: for the log
        page: 'learningRate',
        contract: learningRatePanel,
        keyOf: ({ file }) => file,
        titleOf: ({ file }) => t('Learning Rate: {0}', basename(file)),
        subjectOf: ({ file, test }) => ({ file, test }),
        serve: (panel) => ({
          onReady: () => {
            panel.tell({ type: 'snapshot', ...panel.subject });
            return Promise.resolve();
          },
          onMessage: ({ type }) =>
            type === 'copy' ? copySuggestion(panel.subject) : showPlace(panel.subject.file, 1, 1),
          answers: {},
        }),
      },
      services.extensionUri,
      services.reporter,
    );
  }

  /** Shows a test in the place of the last one of the same file. */
  show(subject: ShownTest): void {
    const shown = this.host.reveal(subject);
    if (!shown) return;
    shown.subject = subject;
    shown.tell({ type: 'snapshot', ...subject });
  }

  dispose(): void {
    this.host.dispose();
  }
}

async function copySuggestion({ test: { suggestion } }: ShownTest): Promise<void> {
  if (suggestion === undefined) return;
  await vscode.env.clipboard.writeText(`learningRate: ${rateText(suggestion)}`);
  vscode.window.setStatusBarMessage(t('The learning rate is in the clipboard.'), 4000);
}
