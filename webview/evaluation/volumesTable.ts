import { html, type TemplateResult } from 'lit';
import type { VolumeSummary } from '../../src/evaluate/volumes';
import { number, t } from '../../src/words';
import type { TableRows } from './figure';
import { asShare } from './numbers';

/** Every volume: how many of its slices are right, its class, and the one predicted for it. */
export function volumesTable(
  volumes: readonly VolumeSummary[],
  classNames: readonly string[],
): TemplateResult {
  return html`<table class="volumes">
    <thead>
      <tr>
        <th scope="col">${t('Volume')}</th>
        <th scope="col">${t('Slices')}</th>
        <th scope="col">${t('Accuracy')}</th>
        <th scope="col">${t('Truth')}</th>
        <th scope="col">${t('Predicted')}</th>
        ${classNames.map((name) => html`<th scope="col">${t('P({0})', name)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${volumes.map(
        ({ name, slices, accuracy, label, predicted, probabilities }) =>
          html`<tr class=${label === predicted ? 'right' : 'wrong'}>
            <th scope="row">${name}</th>
            <td>${number(slices)}</td>
            <td>${asShare(accuracy)}</td>
            <td>${classNames[label]}</td>
            <td>
              <span class="verdict" aria-hidden="true">${label === predicted ? '✓' : '✗'}</span>
              ${classNames[predicted]}
            </td>
            ${probabilities.map((probability) => html`<td>${asShare(probability)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

export function volumeRows(volumes: readonly VolumeSummary[], classNames: readonly string[]): TableRows {
  return [
    ['volume', 'slices_evaluated', 'accuracy', 'truth', 'predicted', ...classNames],
    ...volumes.map(({ name, slices, accuracy, label, predicted, probabilities }) => [
      name,
      slices,
      accuracy,
      classNames[label],
      classNames[predicted],
      ...probabilities,
    ]),
  ];
}
