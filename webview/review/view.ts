import { html, nothing, type TemplateResult } from 'lit';
import { rowStates, type RowState } from '../../src/review/classRows';
import { t } from '../../src/words';
import { classTable } from './classTable';
import { keyTexts } from './keys';
import type { ViewModel } from './model';
import { icon } from './parts';
import { questionView } from './questionView';
import { studentView } from './studentView';

const views = ['class', 'student', 'question'] as const;

/** The whole page. */
export function page(model: ViewModel): TemplateResult {
  const { look, status, canUndo, onUndo, lost } = model;
  const content = { class: classTable, student: studentView, question: questionView }[look.view];
  return html`<main>
    ${header(model)}
    ${
      lost.length === 0
        ? nothing
        : html`<div class="notice warning" role="status">
            ${icon('warning')}
            <div>${lost.map((text) => html`<p>${text}</p>`)}</div>
          </div>`
    }
    <div id="view" role="tabpanel" aria-labelledby="tab-${look.view}">${content(model)}</div>
    <footer>
      <p class="status" role="status">
        ${status}
        ${canUndo ? html`<button class="link" @click=${onUndo}>${t('Undo')} <kbd>U</kbd></button>` : nothing}
      </p>
      <p class="keys quiet">
        ${keyTexts(look.view)
          .slice(0, look.view === 'class' ? -1 : 6)
          .map(([keys, text]) => html`<span><kbd>${keys}</kbd> ${text}</span>`)}
        <button class="link" @click=${model.onHelp}><kbd>?</kbd> ${t('all keys')}</button>
      </p>
    </footer>
    ${help(model)}
  </main>`;
}

/** Shown instead of the page where there is no review. */
export function gonePage(text: string, onAgain: () => void): TemplateResult {
  return html`<main>
    <div class="empty">
      <p>${text}</p>
      <p><vscode-button @click=${onAgain}>${t('Review')}</vscode-button></p>
    </div>
  </main>`;
}

function header(model: ViewModel): TemplateResult {
  const { review, rows, shown, filter, look, send, change, onFilter, byTask, onByTask } = model;
  const graded = rows.filter((row) => row.graded.open.length + row.graded.conflicts.length === 0).length;
  return html`<header>
    <div class="title">
      <h1>${review.chapter.title}</h1>
      <span class="quiet">${t('{0} of {1} submissions are graded', graded, rows.length)}</span>
      <span class="end"
        ><vscode-button
          secondary
          title=${t('Checks what is new or was changed. What was checked before, and all grades, stay.')}
          @click=${() => send({ type: 'again' })}
          >${t('Review Again')}</vscode-button
        ></span
      >
    </div>
    <div class="toolbar">
      <div class="tabs" role="tablist">
        ${views.map(
          (view) =>
            html`<button
              role="tab"
              id="tab-${view}"
              aria-selected=${look.view === view}
              aria-controls="view"
              @click=${() => change({ view })}
            >
              ${viewText(view)}
            </button>`,
        )}
      </div>
      <input
        id="search"
        type="search"
        aria-label=${t('Search for a student')}
        placeholder=${t('Search')}
        .value=${filter.text}
        @input=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) onFilter({ ...filter, text: event.target.value });
        }}
      />
      <select
        aria-label=${t('Which submissions are shown')}
        @change=${(event: Event) => {
          if (!(event.target instanceof HTMLSelectElement)) return;
          const { value } = event.target;
          onFilter({ ...filter, state: rowStates.find((state) => state === value) });
        }}
      >
        <option value="" ?selected=${filter.state === undefined}>${t('all submissions')}</option>
        ${rowStates.map((state) => html`<option value=${state} ?selected=${state === filter.state}>${rowStateText(state)}</option>`)}
      </select>
      ${shown.length === rows.length ? nothing : html`<span class="quiet">${t('{0} shown', shown.length)}</span>`}
      <label
        ><input
          type="checkbox"
          .checked=${look.hidesNames}
          @change=${(event: Event) => {
            if (event.target instanceof HTMLInputElement) change({ hidesNames: event.target.checked });
          }}
        />${t('Hide names')}</label
      >
      ${
        look.view === 'class'
          ? html`<label
              ><input
                type="checkbox"
                .checked=${byTask}
                @change=${(event: Event) => {
                  if (event.target instanceof HTMLInputElement) onByTask(event.target.checked);
                }}
              />${t('Points of each task')}</label
            >`
          : nothing
      }
    </div>
  </header>`;
}

function viewText(view: (typeof views)[number]): string {
  const texts = { class: t('Table'), student: t('By student'), question: t('By task') };
  return texts[view];
}

function rowStateText(state: RowState): string {
  const texts: Readonly<Record<RowState, string>> = {
    open: t('to grade'),
    conflict: t('tutors disagree'),
    done: t('graded'),
    remarks: t('with remarks'),
    unchecked: t('not all checked'),
  };
  return texts[state];
}

function help({ look }: ViewModel): TemplateResult {
  return html`<dialog id="help" aria-labelledby="help-title">
    <h2 id="help-title">${t('Keys')}</h2>
    <table>
      <tbody>
        ${keyTexts(look.view).map(
          ([keys, text]) =>
            html`<tr>
              <th scope="row"><kbd>${keys}</kbd></th>
              <td>${text}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <form method="dialog"><button class="action">${t('Close')}</button></form>
  </dialog>`;
}
