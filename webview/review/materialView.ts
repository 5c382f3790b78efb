import { html, nothing, type TemplateResult } from 'lit';
import type { TaskMaterial } from '../../src/panels/review';
import { t } from '../../src/words';
import type { Awaited, ViewModel } from './model';
import { icon } from './parts';

/** What a submission has to show for a task: what the checks found, and what the student has written. */
export function materialView(
  model: ViewModel,
  material: Awaited<TaskMaterial | undefined>,
  showsAnswer = true,
): TemplateResult {
  if (material === 'waiting') return html`<p class="quiet">${t('Reading the submission…')}</p>`;
  if (!material) return html`<p class="quiet">${t('There is no work on this task.')}</p>`;
  const { submission, task, file, answer, faults, passed } = material;
  const exercise = task.split('/')[0] ?? '';
  const open = (name: string, line?: number) =>
    model.send({
      type: 'openFile',
      submission,
      exercise,
      file: name,
      ...(line === undefined ? {} : { line }),
    });
  return html`<div class="material">
    <p class="found">
      ${faults.length === 0 ? icon('check') : icon('error')}
      ${faults.length === 0 ? t('Nothing found by {0} checks.', passed) : t('{0} of {1} checks have something against it.', faults.length, faults.length + passed)}
      ${file === undefined ? html`<span class="quiet">${t('The file is not there.')}</span>` : html`<button class="link" @click=${() => open(file)}>${file}</button>`}
    </p>
    ${faults.map(
      ({ text, findings }) =>
        html`<div class="fault">
          <p><strong>${text}</strong></p>
          ${findings.map(
            ({ probed, expected, actual, at }) =>
              html`<p>
                ${at ? html`<button class="link place" @click=${() => open(at.file, at.line)}>${at.file}:${at.line}</button>` : nothing}
                ${probed}
                <span class="quiet">${t('Expected: {0} Found: {1}', expected, actual)}</span>
              </p>`,
          )}
        </div>`,
    )}
    ${answer && showsAnswer ? answerView(answer, () => open(answer.file)) : nothing}
  </div>`;
}

function answerView(
  { file, lines }: NonNullable<TaskMaterial['answer']>,
  onOpen: () => void,
): TemplateResult {
  const isEmpty = lines.every(({ isOwn }) => !isOwn);
  return html`<div class="answer">
    <p class="quiet">
      ${isEmpty ? t('Nothing was written into it:') : t('Answers:')}
      <button class="link" @click=${onOpen}>${file}</button>
    </p>
    ${
      isEmpty
        ? nothing
        : html`<div class="lines" tabindex="0" role="group" aria-label=${t('Answers in {0}', file)}>
            ${lines.map(({ text, isOwn }) => html`<p class=${isOwn ? 'own' : 'given'}>${text}</p>`)}
          </div>`
    }
  </div>`;
}
