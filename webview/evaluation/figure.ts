import { html, nothing, type TemplateResult } from 'lit';
import { number, t } from '../../src/words';
import { areVolumesKnown, dataSetName, type Provenance } from '../../src/panels/evaluation';
import type { Measured } from './measured';

/** A value in an exported table. */
export type TableValue = string | number | null;
/** The first row holds the names of the columns. */
export type TableRows = readonly (readonly TableValue[])[];

export const exportFormats = ['png', 'svg', 'csv'] as const;
export type FigureFormat = (typeof exportFormats)[number];

/** Everything to export a figure with. */
export interface FigureExport {
  /** Part of the file's name. */
  id: string;
  title: string;
  provenance: Provenance;
  rows: TableRows;
}

export interface FigureModel {
  /** One evaluation, or two beside each other. */
  sides: readonly Measured[];
  onExport: (figure: FigureExport, format: FigureFormat, element: Element) => void;
}

export interface FigureParts {
  id: string;
  title: string;
  measured: Measured;
  /** The figure's numbers, for the export. */
  rows: () => TableRows;
  body: TemplateResult;
}

/** A figure with the buttons that export it. The head of the page says what it was measured on; here only which of two it is. */
export function figure(
  { sides, onExport }: FigureModel,
  { id, title, measured, rows, body }: FigureParts,
): TemplateResult {
  const save = (format: FigureFormat) => (event: Event) => {
    const element = event.currentTarget instanceof Element && event.currentTarget.closest('figure');
    if (element) onExport({ id, title, provenance: measured.provenance, rows: rows() }, format, element);
  };
  return html`<figure data-figure=${id}>
    <div class="scroll" tabindex="0" role="group" aria-label=${title}>${body}</div>
    <figcaption>
      ${sides.length > 1 ? html`<span class="source">${measured.provenance.name}</span>` : nothing}
      <span class="exports control" role="group" aria-label=${t('Export "{0}"', title)}>
        ${exportFormats.map(
          (format) =>
            html`<button
              class="small"
              aria-label=${`${t('Export "{0}"', title)}: ${format.toUpperCase()}`}
              @click=${save(format)}
            >
              ${format.toUpperCase()}
            </button>`,
        )}
      </span>
    </figcaption>
  </figure>`;
}

/** What figures were measured on: run, split, checkpoint, slices, volumes, data set, in one line. */
export function provenanceLine(provenance: Provenance): string {
  return provenanceFacts(provenance)
    .map(([name, value]) => (name === t('Run') ? value : `${name} ${value}`))
    .join(' · ');
}

/** The same as names and values. */
export function provenanceFacts({
  name,
  split,
  checkpoint,
  epoch,
  slices,
  volumes,
  doubts,
  ...data
}: Provenance): [string, string][] {
  const weights = checkpointText(checkpoint);
  return [
    [t('Run'), name],
    [t('Split'), sharesPatients(split, doubts) ? t('{0}, which shares patients with another', split) : split],
    [t('Checkpoint'), epoch === null ? weights : t('{0} (epoch {1})', weights, epoch)],
    [t('Slices'), number(slices)],
    [t('Volumes'), areVolumesKnown(doubts) ? number(volumes) : t('not known')],
    [t('Data set'), dataSetName(data)],
  ];
}

const sharesPatients = (split: Provenance['split'], doubts: Provenance['doubts'] = []) =>
  doubts.some((doubt) => doubt.id === 'patientsShared' && doubt.splits.includes(split));

/** Which weights were measured. */
export function checkpointText(checkpoint: Provenance['checkpoint']): string {
  return checkpoint === 'best' ? t('best') : t('last');
}

/** One figure a side, beside each other where there are two. */
export function beside(
  sides: readonly Measured[],
  one: (measured: Measured, side: number) => TemplateResult,
): TemplateResult {
  return html`<div class="sides" data-count=${sides.length}>
    ${sides.map((measured, side) => html`<div class="side">${one(measured, side)}</div>`)}
  </div>`;
}
