import { html, nothing, type TemplateResult } from 'lit';
import type { ReviewState } from '../../src/panels/review';
import { groupings } from '../../src/review/alikeGroups';
import { t } from '../../src/words';
import { gradeForm } from './gradeForm';
import { materialView } from './materialView';
import type { ViewModel } from './model';
import { submissionList } from './submissionList';

/** One task of all submissions. */
export function questionView(model: ViewModel): TemplateResult {
  const { row, task, look } = model;
  return html`${taskBar(model)}
    <div class="two">
      ${submissionList(model)}
      ${
        row && task
          ? html`<div class="one">
              <header class="title">
                <h2 tabindex="-1">${row.name}</h2>
                <span class="quiet">${task.exercise} ${task.title}</span>
                <button class="link" @click=${() => model.change({ view: 'student' })}>
                  ${t('All tasks')}
                </button>
              </header>
              <article class="task" data-task=${task.key}>
                ${materialView(model, model.materialOf(row.submission.id, task.key))}
                ${gradeForm(model, row, task)}
              </article>
            </div>`
          : html`<p class="empty">
              ${look.task === undefined ? t('There are no tasks to grade.') : t('There is no submission to show.')}
            </p>`
      }
    </div>`;
}

function taskBar(model: ViewModel): TemplateResult {
  const { tasks, rows, look, groups, wholeGroup, row } = model;
  const toGrade = (key: string) => rows.filter(({ graded }) => graded.open.includes(key)).length;
  const group = groups.find((ids) => row !== undefined && ids.includes(row.submission.id)) ?? [];
  return html`<div class="toolbar">
    <label
      >${t('Task')}
      <select
        @change=${(event: Event) => {
          if (event.target instanceof HTMLSelectElement) model.change({ task: event.target.value });
        }}
      >
        ${tasks.map(
          ({ key, exercise, title }) =>
            html`<option value=${key} ?selected=${key === look.task}>
              ${exercise} ${title} (${t('{0} to grade', toGrade(key))})
            </option>`,
        )}
      </select>
    </label>
    <label
      >${t('Group')} <kbd>G</kbd>
      <select
        @change=${(event: Event) => {
          if (!(event.target instanceof HTMLSelectElement)) return;
          const { value } = event.target;
          model.change({ grouping: groupings.find((one) => one === value) });
        }}
      >
        <option value="" ?selected=${look.grouping === undefined}>${t('each alone')}</option>
        ${groupings.map((one) => html`<option value=${one} ?selected=${one === look.grouping}>${groupingText(one)}</option>`)}
      </select>
    </label>
    ${
      look.grouping === undefined
        ? nothing
        : html`<label
            ><input
              type="checkbox"
              .checked=${wholeGroup}
              @change=${(event: Event) => {
                if (event.target instanceof HTMLInputElement) model.onWholeGroup(event.target.checked);
              }}
            />${t('Grade all {0} of the group', group.length)} <kbd>A</kbd></label
          >`
    }
  </div>`;
}

export function groupingText(grouping: NonNullable<ReviewState['grouping']>): string {
  return grouping === 'faults' ? t('by what the checks found') : t('by equal answers');
}
