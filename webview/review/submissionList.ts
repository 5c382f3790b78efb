import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassRow } from '../../src/review/classRows';
import { t } from '../../src/words';
import type { ViewModel } from './model';
import { pointsText, stateMark } from './parts';

/** The submissions beside the one that is looked at, in their groups. */
export function submissionList(model: ViewModel): TemplateResult {
  const { shown, groups, look } = model;
  const rowOf = new Map(shown.map((row) => [row.submission.id, row]));
  const isGrouped = look.view === 'question' && look.grouping !== undefined;
  return html`<nav class="list" aria-label=${t('Submissions')}>
    ${repeat(
      groups,
      ([first]) => first,
      (group, place) =>
        html`${isGrouped ? html`<p class="quiet">${t('Group {0}: {1} alike', place + 1, group.length)}</p>` : nothing}
          <ul>
            ${repeat(
              group.flatMap((id) => rowOf.get(id) ?? []),
              ({ submission }) => submission.id,
              (row) => html`<li>${entry(model, row)}</li>`,
            )}
          </ul>`,
    )}
  </nav>`;
}

function entry(
  { look, change, task }: ViewModel,
  { submission: { id }, graded, name }: ClassRow,
): TemplateResult {
  const { open, conflicts } = graded;
  const isOf = (keys: readonly string[]) =>
    look.view === 'question' ? task !== undefined && keys.includes(task.key) : keys.length > 0;
  const state = isOf(conflicts) ? 'conflict' : isOf(open) ? 'open' : 'done';
  return html`<button
    class="entry"
    data-submission=${id}
    aria-current=${look.submission === id ? 'true' : nothing}
    @click=${() => change({ submission: id })}
  >
    ${stateMark(state)} <span class="name">${name}</span>
    <span class="quiet">${pointsText(graded.points)}</span>
  </button>`;
}
