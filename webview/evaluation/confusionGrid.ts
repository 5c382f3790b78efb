import { html, type TemplateResult } from 'lit';
import { normalizeConfusion, predictedCounts, ratio, supports } from '../../src/evaluate/confusion';
import { number, t } from '../../src/words';
import type { TableRows } from './figure';
import { cellAfter, type Cell } from './gridKeys';
import { asShare } from './numbers';

/** Of what the shares in the cells are shares: of the truth's row, the prediction's column, of all. */
export const normalizations = ['true', 'pred', 'all'] as const;
export type Normalization = (typeof normalizations)[number];

export interface ConfusionModel {
  classNames: readonly string[];
  confusion: readonly (readonly number[])[];
  normalization: Normalization;
  /** The cell that Tab leads to. */
  focused: Cell;
  /** The cell whose slices are shown. */
  opened: Cell | undefined;
  onFocus: (cell: Cell) => void;
  onOpen: (cell: Cell) => void;
}

/** Shades of a cell: 0 (nothing) to 10 (all). */
const shades = 10;

/** The confusion matrix as a grid: arrow keys move, Enter opens the slices of a cell. */
export function confusionGrid(model: ConfusionModel): TemplateResult {
  const { classNames, confusion } = model;
  const rows = supports(confusion);
  const columns = predictedCounts(confusion);
  const count = (value: number) => number(value);
  return html`<table
    class="confusion"
    role="grid"
    aria-label=${t('Confusion matrix')}
    aria-describedby="confusion-hint"
    @keydown=${(event: KeyboardEvent) => onKey(event, model)}
  >
    <thead>
      <tr>
        <th></th>
        <th colspan=${classNames.length} scope="colgroup">${t('Predicted')}</th>
        <th></th>
      </tr>
      <tr>
        <th scope="col">${t('Truth')}</th>
        ${classNames.map((name) => html`<th scope="col">${name}</th>`)}
        <th scope="col" class="total">${t('Sum')}</th>
      </tr>
    </thead>
    <tbody>
      ${confusion.map(
        (row, truth) =>
          html`<tr>
            <th scope="row">${classNames[truth]}</th>
            ${row.map((_, predicted) => gridCell(model, { row: truth, column: predicted }))}
            <td class="total">${count(rows[truth])}</td>
          </tr>`,
      )}
      <tr class="total">
        <th scope="row">${t('Sum')}</th>
        ${columns.map((value) => html`<td class="total">${count(value)}</td>`)}
        <td class="total">${count(rows.reduce((sum, value) => sum + value, 0))}</td>
      </tr>
    </tbody>
  </table>`;
}

function gridCell(model: ConfusionModel, cell: Cell): TemplateResult {
  const { classNames, confusion, normalization, focused, opened, onOpen, onFocus } = model;
  const count = confusion[cell.row][cell.column];
  const share = normalizeConfusion(confusion, normalization)[cell.row][cell.column];
  const isRight = cell.row === cell.column;
  const place = t('Truth {0}, predicted {1}:', classNames[cell.row], classNames[cell.column]);
  return html`<td
    role="gridcell"
    class=${isRight ? 'right' : 'wrong'}
    data-row=${cell.row}
    data-column=${cell.column}
    data-shade=${Math.round(share * shades)}
    tabindex=${isSame(cell, focused) ? 0 : -1}
    aria-selected=${isSame(cell, opened) ? 'true' : 'false'}
    @click=${() => onOpen(cell)}
    @focus=${() => onFocus(cell)}
  >
    <span class="unseen">${place} </span><b>${number(count)}</b><span class="unseen">, </span
    ><span class="share">${asShare(share)}</span>
  </td>`;
}

function onKey(event: KeyboardEvent, { confusion, focused, onOpen, onFocus }: ConfusionModel): void {
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    onOpen(focused);
    return;
  }
  const next = cellAfter(event.key, event.ctrlKey || event.metaKey, focused, confusion.length);
  if (!next || !(event.currentTarget instanceof Element)) return;
  event.preventDefault();
  onFocus(next);
  event.currentTarget
    .querySelector<HTMLElement>(`[data-row="${next.row}"][data-column="${next.column}"]`)
    ?.focus();
}

function isSame(a: Cell, b: Cell | undefined): boolean {
  return a.row === b?.row && a.column === b.column;
}

/** One row a cell: truth, prediction, count and the three shares. */
export function confusionRows(
  confusion: readonly (readonly number[])[],
  classNames: readonly string[],
): TableRows {
  const truths = supports(confusion);
  const predictions = predictedCounts(confusion);
  const all = truths.reduce((sum, value) => sum + value, 0);
  return [
    ['truth', 'predicted', 'count', 'share_of_truth', 'share_of_predicted', 'share_of_all'],
    ...confusion.flatMap((row, truth) =>
      row.map((count, predicted) => [
        classNames[truth],
        classNames[predicted],
        count,
        ratio(count, truths[truth]),
        ratio(count, predictions[predicted]),
        ratio(count, all),
      ]),
    ),
  ];
}
