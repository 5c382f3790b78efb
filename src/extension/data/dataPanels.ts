import { basename } from 'node:path';
import type * as vscode from 'vscode';
import { dataPanel, type DataPanel, type SliceAddress } from '../../panels/data';
import { t } from '../../words';
import { panelTypes } from '../kit/commandIds';
import { PanelHost, type OpenPanel } from '../kit/panelHost';
import type { Reporter } from '../kit/reporter';
import { SliceReader, type ReaderServices } from './sliceReader';

/** A data set, and the slice that is to be seen, until the page has it. */
interface Subject {
  data: string;
  show?: SliceAddress | undefined;
}

type Panel = OpenPanel<DataPanel, Subject>;

export interface DataPanelServices extends ReaderServices {
  extensionUri: vscode.Uri;
  reporter: Reporter;
}

/** The data browsers: one for each data set. */
export class DataPanels implements vscode.Disposable {
  readonly host: PanelHost<DataPanel, Subject>;
  private readonly readers = new WeakMap<Panel, SliceReader>();

  constructor(private readonly services: DataPanelServices) {
    this.host = new PanelHost(
      {
        viewType: panelTypes.data,
        name: 'Data browser', // no text: for the log
        page: 'data',
        ownPictures: true,
        contract: dataPanel,
        keyOf: ({ data }) => data,
        titleOf: ({ data }) => t('Data: {0}', basename(data)),
        subjectOf: ({ data }) => ({ data }),
        serve: (panel) => {
          const reader = new SliceReader(services, panel.subject.data);
          this.readers.set(panel, reader);
          // The worker reads the tables while the page loads. What goes wrong is told when the page asks.
          reader.ask('slices', null).catch(() => undefined);
          return {
            onReady: () => this.snapshot(panel),
            onMessage: () => Promise.resolve(),
            answers: {
              pictures: (places) => reader.ask('pictures', places),
              thumbnails: (places) => reader.ask('thumbnails', places),
            },
            onClosed: () => reader.close(),
          };
        },
      },
      services.extensionUri,
      services.reporter,
    );
  }

  /** Shows a data set in the browser that has it already, or in a new one; at a slice, where one is asked for. */
  show(data: string, slice?: SliceAddress): void {
    const subject = { data, show: slice };
    const shown = this.host.find(subject);
    if (!shown) {
      this.host.open(subject);
      return;
    }
    shown.subject = subject;
    const { isVisible } = shown;
    shown.reveal();
    // A hidden page says that it is ready when it is there again.
    if (isVisible)
      this.snapshot(shown).catch((error: unknown) => this.services.reporter.error(error, 'Data browser'));
  }

  dispose(): void {
    this.host.dispose();
  }

  private async snapshot(panel: Panel): Promise<void> {
    const { data } = panel.subject;
    try {
      const slices = await this.readers.get(panel)?.ask('slices', null);
      const { show } = panel.subject;
      if (slices) panel.tell({ type: 'snapshot', data, slices, show });
      panel.subject = { data };
    } catch (error) {
      panel.tell({ type: 'gone', text: t('The slices of the data set in {0} could not be read.', data) });
      throw error;
    }
  }
}
