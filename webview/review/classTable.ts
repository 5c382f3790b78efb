import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { pointsIn, type ClassRow } from '../../src/review/classRows';
import { submissionStateText } from '../../src/review/gradeSheet';
import { t } from '../../src/words';
import type { ViewModel } from './model';
import { icon, pointsText } from './parts';

interface Column {
  id: string;
  title: string;
  about?: string;
  text: (row: ClassRow) => TemplateResult | string;
}

/** A row for each submission. */
export function classTable(model: ViewModel): TemplateResult {
  const { shown, rows } = model;
  const columns = columnsOf(model);
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Submissions')}>
      <table class="class">
        <thead>
          <tr>
            ${heading(model, { id: 'name', title: t('Student') })}
            ${columns.map((column) => heading(model, column))}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            shown,
            ({ submission }) => submission.id,
            (row) => tableRow(model, row, columns),
          )}
        </tbody>
      </table>
    </div>
    ${shown.length === 0 ? html`<p class="empty">${rows.length === 0 ? t('There are no submissions in this folder.') : t('No submission passes the filter.')}</p>` : nothing}`;
}

function columnsOf({ review, tasks, byTask }: ViewModel): Column[] {
  const pointsColumn = (id: string, title: string, most: number, about: string): Column => ({
    id,
    title: t('{0} of {1}', title, pointsText(most)),
    about,
    text: (row) => pointsCell(row, id),
  });
  return [
    ...review.exercises
      .filter(({ max }) => max > 0)
      .flatMap(({ id, title, max }) => [
        pointsColumn(id, id, max, title),
        ...(byTask ? tasks.filter(({ exercise }) => exercise === id) : []).map((task) =>
          pointsColumn(task.key, task.title, task.max, task.title),
        ),
      ]),
    {
      id: 'total',
      title: t('Total of {0}', pointsText(review.chapter.max)),
      text: ({ graded, submission }) =>
        submission.state === 'checked' ? html`<strong>${pointsText(graded.points)}</strong>` : '?',
    },
    { id: 'open', title: t('State'), text: stateCell },
    {
      id: 'remarks',
      title: t('Remarks'),
      text: ({ submission: { remarks } }) => (remarks.length === 0 ? '' : String(remarks.length)),
    },
  ];
}

/** `?` is what could not be checked, a dash what the submission does not have. */
function pointsCell({ submission, graded }: ClassRow, column: string): string {
  const [id = ''] = column.split('/');
  const exercise = submission.exercises.find((one) => one.id === id);
  if (!exercise || exercise.state === 'failed' || exercise.state === 'open') return '?';
  const points = pointsIn(graded, column);
  return exercise.state === 'missing' || points === undefined ? '–' : pointsText(points);
}

function stateCell({ submission, graded: { open, conflicts } }: ClassRow): TemplateResult {
  const texts = [
    conflicts.length > 0 &&
      html`<span class="state conflict"
        >${icon('warning')}
        ${conflicts.length === 1 ? t('1 disagreement') : t('{0} disagreements', conflicts.length)}</span
      >`,
    open.length > 0 &&
      html`<span class="state open">${icon('circle-large-outline')} ${t('{0} to grade', open.length)}</span>`,
    submission.state !== 'checked' &&
      html`<span class="state unchecked">${submissionStateText(submission.state)}</span>`,
  ].filter((text) => text !== false);
  return html`${texts.length > 0 ? texts : html`<span class="state done">${icon('check')} ${t('graded')}</span>`}`;
}

function heading(
  { look, change }: ViewModel,
  { id, title, about }: Pick<Column, 'id' | 'title' | 'about'>,
): TemplateResult {
  const { column, descending } = look.order;
  const isChosen = column === id;
  const onClick = () => change({ order: { column: id, descending: isChosen ? !descending : id !== 'name' } });
  return html`<th
    scope="col"
    class=${id}
    aria-sort=${isChosen ? (descending ? 'descending' : 'ascending') : 'none'}
  >
    <button class="sort" title=${about ?? nothing} @click=${onClick}>
      ${title}${isChosen ? icon(`arrow-${descending ? 'down' : 'up'}`) : nothing}
    </button>
  </th>`;
}

function tableRow({ look, change }: ViewModel, row: ClassRow, columns: readonly Column[]): TemplateResult {
  const { submission, name } = row;
  const { id } = submission;
  return html`<tr aria-current=${look.submission === id ? 'true' : nothing}>
    <th scope="row">
      <button
        class="link"
        data-submission=${id}
        title=${look.hidesNames ? nothing : submission.path}
        @click=${() => change({ submission: id, view: 'student' })}
      >
        ${name}
      </button>
    </th>
    ${columns.map((column) => html`<td class=${column.id}>${column.text(row)}</td>`)}
  </tr>`;
}
