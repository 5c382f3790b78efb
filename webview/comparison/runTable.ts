import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { stateText, type ComparedRun, type FromComparison } from '../../src/panels/comparison';
import { loss, percent, t } from '../../src/words';
import { runVariable } from './colors';
import { ordered, type Order, type RunRow } from './order';

export interface TableModel {
  rows: readonly RunRow[];
  /** Names of the settings that differ. */
  differences: readonly string[];
  /** The run that the others' code is compared with. */
  first: string | undefined;
  order: Order | undefined;
  send: (message: FromComparison) => void;
  onOrder: (column: Order['column']) => void;
  onShow: (runDirs: readonly string[], isShown: boolean) => void;
  onHighlight: (runDir: string | undefined) => void;
}

type Column = [id: Order['column'], title: string, text: (row: RunRow) => string];

const noteColumn = (): Column => ['note', t('Note'), ({ run }) => run.note ?? ''];

const none = '–';
const shown = (value: number | undefined, format: (value: number) => string) =>
  value === undefined || Number.isNaN(value) ? none : format(value);

/** Legend and table in one: which curve is whose, what came of each run, and only the settings that differ. */
export function runTable(model: TableModel): TemplateResult {
  const { rows, order, differences } = model;
  const columns: Column[] = [
    ...(rows.some(({ run }) => run.note !== undefined) ? [noteColumn()] : []),
    ['started', t('Started'), ({ started }) => started],
    ['bestLoss', t('Best val. loss'), ({ run }) => shown(run.best?.valLoss, loss)],
    ['bestAccuracy', t('Val. accuracy at best'), ({ run }) => shown(run.best?.valAccuracy, percent)],
    ['bestEpoch', t('Best epoch'), ({ run }) => String(run.best?.epoch ?? none)],
    ['loss', t('Loss at cursor'), ({ at }) => shown(at.loss, loss)],
    ['accuracy', t('Accuracy at cursor'), ({ at }) => shown(at.accuracy, percent)],
    ...differences.map((name, place): Column => [place, name, ({ run }) => run.values[place] ?? none]),
  ];
  return html`<div class="runs scroll" tabindex="0" role="group" aria-label=${t('Runs')}>
    <table>
      <thead>
        <tr>
          ${heading(model, 'name', t('Run'), allShown(model))}
          ${columns.map(([id, title]) => heading(model, id, title))}
          <td></td>
        </tr>
      </thead>
      <tbody @pointerleave=${() => model.onHighlight(undefined)}>
        ${repeat(
          ordered(rows, order),
          ({ run }) => run.runDir,
          (row) => runRow(model, row, columns),
        )}
      </tbody>
    </table>
    ${differences.length > 0 || rows.length < 2 ? nothing : html`<p class="quiet">${t('They were made from the same code, with the same settings.')}</p>`}
  </div>`;
}

function heading(
  { order, onOrder }: TableModel,
  column: Order['column'],
  title: string,
  before: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const isChosen = order?.column === column;
  const direction = order?.descending ? 'descending' : 'ascending';
  return html`<th scope="col" aria-sort=${isChosen ? direction : 'none'} class=${cellClass(column)}>
    ${before}<button class="sort" @click=${() => onOrder(column)}>
      ${title}${
        isChosen
          ? html`<span
              class="codicon codicon-arrow-${order.descending ? 'down' : 'up'}"
              aria-hidden="true"
            ></span>`
          : nothing
      }
    </button>
  </th>`;
}

/** Shows or hides all. */
function allShown({ rows, onShow }: TableModel): TemplateResult {
  const isEvery = rows.every(({ isShown }) => isShown);
  return html`<input
    type="checkbox"
    aria-label=${t('Show the curves of all runs')}
    .checked=${isEvery}
    .indeterminate=${!isEvery && rows.some(({ isShown }) => isShown)}
    @change=${() =>
      onShow(
        rows.map(({ run }) => run.runDir),
        !isEvery,
      )}
  />`;
}

function runRow(model: TableModel, row: RunRow, columns: readonly Column[]): TemplateResult {
  const { send, onShow, onHighlight } = model;
  const { run, place, isShown } = row;
  const { runDir } = run;
  return html`<tr class=${isShown ? '' : 'not-shown'} @pointerenter=${() => onHighlight(runDir)}>
    <th scope="row">
      <div class="run">
        <input
          type="checkbox"
          aria-label=${t('Show the curves of {0}', run.name)}
          .checked=${isShown}
          @change=${() => onShow([runDir], !isShown)}
        />
        <span class="swatch" style="background: ${runVariable(place)}"></span>
        ${starButton(run, send)}
        <span class="name">
          <button class="link" title=${nameTitle(run)} @click=${() => send({ type: 'showMetrics', runDir })}>
            ${run.name}
          </button>
          ${run.state === 'done' ? nothing : html`<span class="quiet">${stateText(run.state)}</span>`}
        </span>
      </div>
    </th>
    ${columns.map(([id, , text]) => html`<td class=${cellClass(id)} title=${id === 'note' ? text(row) : nothing}>${text(row)}</td>`)}
    <td class="buttons">
      ${iconButton('edit', t('Rename {0}', run.name), () => send({ type: 'rename', runDir }))}
      ${iconButton('note', t('Note on {0}', run.name), () => send({ type: 'note', runDir }))}
      ${codeButton(model, row)}
      ${iconButton('trash', t('Delete {0}', run.name), () => send({ type: 'delete', runDir }))}
      ${iconButton('close', t('Remove {0} from the comparison', run.name), () => send({ type: 'removeRun', runDir }))}
    </td>
  </tr>`;
}

const cellClass = (id: Order['column']): string =>
  typeof id === 'number' ? 'setting' : id === 'note' ? 'note' : '';

const nameTitle = ({ recordedName }: ComparedRun): string =>
  [t('Show Metrics'), recordedName !== undefined && t('Recorded as "{0}".', recordedName)]
    .filter(Boolean)
    .join('\n');

function starButton({ runDir, name, starred }: ComparedRun, send: TableModel['send']): TemplateResult {
  const title = starred ? t('Take the star from {0}', name) : t('Give {0} a star', name);
  return iconButton(starred ? 'star-full' : 'star-empty', title, () => send({ type: 'star', runDir }));
}

function codeButton({ rows, first, send }: TableModel, { run }: RunRow): TemplateResult | typeof nothing {
  if (!run.codeDiffers) return nothing;
  const other = rows.find((row) => row.run.runDir === first)?.run.name ?? '';
  return iconButton('diff', t('Show how the code of {0} differs from that of {1}', run.name, other), () =>
    send({ type: 'showCode', runDir: run.runDir }),
  );
}

function iconButton(icon: string, title: string, onClick: () => void): TemplateResult {
  return html`<button class="icon" title=${title} aria-label=${title} @click=${onClick}>
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}
