import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { commentKindSchema, type ItemGrade, type ReviewedSubmission } from '../../src/panels/review';
import type { ClassRow } from '../../src/review/classRows';
import type { ClassTask } from '../../src/review/classTasks';
import {
  withComment,
  withoutComment,
  withOverride,
  withPoints,
  withRubric,
} from '../../src/review/gradeChanges';
import { appliedItems, gradedItem, taskKey, type GradedItem } from '../../src/review/grades';
import { t } from '../../src/words';
import type { ViewModel } from './model';
import {
  addedText,
  commentKinds,
  field,
  formText,
  icon,
  iconButton,
  kindMark,
  kindText,
  onSubmit,
  pointsText,
  stateMark,
} from './parts';

/** Points, rubric items, comments and override for one task of one submission. */
export function gradeForm(
  model: ViewModel,
  { submission, graded }: ClassRow,
  task: ClassTask,
): TemplateResult {
  const { id } = submission;
  const grade = model.gradeOf(id, task.key);
  const change = (next: (before: ItemGrade) => ItemGrade) => model.onGrade(id, task.key, next);
  const item = graded.exercises
    .find((exercise) => exercise.id === task.exercise)
    ?.items.find((one) => taskKey(task.exercise, one.id) === task.key);
  if (!item)
    return html`<p class="quiet">${t('It was not checked, so that there is nothing to grade yet.')}</p>`;
  return html`<div class="grade">
    ${pointsLine(submission, task, item, grade, model)} ${conflict(model, id, task)}
    ${task.tutorPoints > 0 ? rubricItems(model, grade, task, change) : nothing}
    ${task.tutorPoints > 0 ? tutorPoints(model, grade, task, change) : nothing}
    ${comments(model, grade, task, change)} ${override(model, grade, task, change)}
  </div>`;
}

type Change = (next: (before: ItemGrade) => ItemGrade) => void;

function pointsLine(
  { exercises }: ReviewedSubmission,
  task: ClassTask,
  { points, state }: GradedItem,
  { override: replaced }: ItemGrade,
  { look, review }: ViewModel,
): TemplateResult {
  const checked = exercises
    .find(({ id }) => id === task.exercise)
    ?.items.find(({ id }) => taskKey(task.exercise, id) === task.key);
  const byChecks = checked?.points ?? 0;
  const isLeft = checked?.status === 'not-begun';
  return html`<p class="points" data-view=${look.view}>
    ${isLeft ? nothing : stateMark(state)}
    <strong>${t('{0} of {1}', pointsText(points), pointsText(task.max))}</strong>
    <span class="quiet"
      >${
        isLeft
          ? t('not begun')
          : replaced
            ? t('instead of {0} by the checks', pointsText(byChecks))
            : task.tutorPoints > 0
              ? state === 'open'
                ? t('{0} by the checks, up to {1} by you', pointsText(byChecks), pointsText(task.tutorPoints))
                : t('{0} by the checks, {1} by a tutor', pointsText(byChecks), pointsText(points - byChecks))
              : t('by the checks')
      }${checked && review.step > 0 && checked.exact !== checked.points ? t(', measured {0}', pointsText(checked.exact)) : nothing}</span
    >
  </p>`;
}

/** Both values, with who gave which, to take one. */
function conflict(model: ViewModel, submission: string, task: ClassTask): TemplateResult | typeof nothing {
  const said = model.saidOf(submission).items[task.key] ?? [];
  if (said.length < 2) return nothing;
  const { rubric } = model;
  const item = model.review.submissions
    .find(({ id }) => id === submission)
    ?.exercises.find(({ id }) => id === task.exercise)
    ?.items.find(({ id }) => taskKey(task.exercise, id) === task.key);
  return html`<div class="notice warning conflict" role="group" aria-label=${t('Tutors disagree')}>
    ${icon('warning')}
    <div>
      <p>
        ${t('Tutors gave different grades without knowing of each other. The lower one counts until one is taken.')}
      </p>
      <ul>
        ${said.map(
          ({ tutor, value }) =>
            html`<li>
              <strong>${tutor}</strong>:
              ${item ? pointsText(gradedItem(item, [value], rubric).points) : nothing}
              ${appliedItems(value, rubric).map(({ text }) => html`<span class="tag">${text}</span>`)}
              ${value.comments.map(({ kind, text }) => html`<span class="tag">${kindMark(kind)} ${text}</span>`)}
              ${value.override ? html`<span class="tag">${value.override.reason}</span>` : nothing}
              <button class="action secondary" @click=${() => model.onTake(submission, task.key, value)}>
                ${t('Take This')}
              </button>
            </li>`,
        )}
      </ul>
    </div>
  </div>`;
}

function rubricItems(model: ViewModel, grade: ItemGrade, task: ClassTask, change: Change): TemplateResult {
  const items = [...model.rubric].filter(([, item]) => item.task === task.key);
  const isActive = model.look.task === task.key;
  const { editedRubric, onEditRubric } = model;
  return html`<div class="rubric" role="group" aria-label=${t('Rubric items')}>
    ${repeat(
      items,
      ([id]) => id,
      ([id, item], place) => {
        const applies = grade.rubric.includes(id);
        if (isActive && editedRubric === id) return rubricEditor(model, task, id);
        return html`<div class="item">
          <button
            class="toggle"
            aria-pressed=${applies}
            @click=${() => change((before) => withRubric(before, id, !applies))}
          >
            <kbd>${place < 9 ? place + 1 : '·'}</kbd> ${icon(applies ? 'check' : 'blank')}
            <span class="text">${item.text}</span> <span class="added">${addedText(item.points)}</span>
          </button>
          ${iconButton('edit', t('Change "{0}" for all who have it', item.text), () => {
            model.change({ task: task.key });
            onEditRubric(id);
          })}
          ${iconButton('trash', t('Delete "{0}" for all who have it', item.text), () =>
            model.onRubric(id, { ...item, deleted: true }),
          )}
        </div>`;
      },
    )}
    ${
      isActive && editedRubric === 'new'
        ? rubricEditor(model, task, undefined)
        : html`<button
            class="link add"
            @click=${() => {
              model.change({ task: task.key });
              onEditRubric('new');
            }}
          >
            ${icon('add')} ${t('Add Rubric Item')} <kbd>R</kbd>
          </button>`
    }
  </div>`;
}

function rubricEditor(model: ViewModel, task: ClassTask, id: string | undefined): TemplateResult {
  const known = id === undefined ? undefined : model.rubric.get(id);
  const take = (form: FormData) => {
    const points = Number(formText(form, 'points'));
    const text = formText(form, 'text');
    if (text === '' || Number.isNaN(points)) return false;
    model.onRubric(id, { task: task.key, text, points });
    return true;
  };
  return html`<form
    class="line editor"
    @submit=${onSubmit(take)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') model.onEditRubric(undefined);
    }}
  >
    <input
      name="text"
      class="grow"
      required
      aria-label=${t('Text of the rubric item')}
      placeholder=${t('What it says, as "Names the epoch"')}
      .value=${known?.text ?? ''}
    />
    <input
      name="points"
      type="number"
      step="any"
      required
      aria-label=${t('Points that it adds')}
      .value=${String(known?.points ?? task.tutorPoints)}
    />
    <button class="action" type="submit">${t('Keep')}</button>
    <button class="action secondary" type="button" @click=${() => model.onEditRubric(undefined)}>
      ${t('Cancel')}
    </button>
  </form>`;
}

function tutorPoints(
  model: ViewModel,
  grade: ItemGrade,
  { tutorPoints: most }: ClassTask,
  change: Change,
): TemplateResult {
  const give = (points: number | undefined) => change((before) => withPoints(before, points));
  const given = (points: number) => grade.points === points && !grade.override;
  return html`<div class="line">
    <span>${t('Your points')}</span>
    <button class="action secondary" aria-pressed=${given(0)} @click=${() => give(0)}>
      <kbd>0</kbd> ${t('none')}
    </button>
    <button class="action secondary" aria-pressed=${given(most)} @click=${() => give(most)}>
      <kbd>F</kbd> ${t('all {0}', pointsText(most))}
    </button>
    <input
      type="number"
      min="0"
      max=${most}
      step="any"
      aria-label=${t('Your points, up to {0}', pointsText(most))}
      placeholder=${appliedItems(grade, model.rubric).length > 0 ? t('rubric') : '–'}
      .value=${grade.points === undefined ? '' : String(grade.points)}
      @change=${(event: Event) => {
        if (!(event.target instanceof HTMLInputElement)) return;
        const { value, valueAsNumber } = event.target;
        if (value === '') give(undefined);
        else if (Number.isFinite(valueAsNumber)) give(Math.max(0, Math.min(most, valueAsNumber)));
      }}
    />
  </div>`;
}

function comments(model: ViewModel, grade: ItemGrade, task: ClassTask, change: Change): TemplateResult {
  const bank = model.bankOf(task.key, grade.comments).slice(0, 9);
  const take = (form: FormData) => {
    const text = formText(form, 'text');
    const kind = commentKindSchema.catch('informative').parse(form.get('kind'));
    if (text === '') return false;
    change((before) => withComment(before, { kind, text }));
    return true;
  };
  return html`<div class="comments" role="group" aria-label=${t('Comments')}>
    ${grade.comments.map(
      (comment) =>
        html`<p class="comment">
          ${kindMark(comment.kind)} <span class="text">${comment.text}</span>
          ${iconButton('close', t('Remove the comment "{0}"', comment.text), () => change((before) => withoutComment(before, comment)))}
        </p>`,
    )}
    <form class="line" @submit=${onSubmit(take)}>
      <select name="kind" aria-label=${t('Kind of the comment')}>
        ${commentKinds.map((kind) => html`<option value=${kind} ?selected=${kind === 'actionable'}>${kindText(kind)}</option>`)}
      </select>
      <input
        name="text"
        class="grow comment-text"
        aria-label=${t('Comment for the student')}
        placeholder=${t('Comment for the student, then Enter')}
      />
    </form>
    ${
      bank.length === 0
        ? nothing
        : html`<div class="bank" role="group" aria-label=${t('Comments used before')}>
            ${bank.map(
              (comment, place) =>
                html`<button class="tag" @click=${() => change((before) => withComment(before, comment))}>
                  <kbd>⇧${place + 1}</kbd> ${kindMark(comment.kind)} ${comment.text}
                </button>`,
            )}
          </div>`
    }
  </div>`;
}

function override(model: ViewModel, grade: ItemGrade, task: ClassTask, change: Change): TemplateResult {
  if (grade.override)
    return html`<p class="line">
      ${icon('replace')}
      <span class="grow"
        >${t('Replaced by {0}: {1}', pointsText(grade.override.points), grade.override.reason)}</span
      >
      <button class="action secondary" @click=${() => change((before) => withOverride(before, undefined))}>
        ${t('Take Back')}
      </button>
    </p>`;
  if (!(model.overriding && model.look.task === task.key))
    return html`<button
      class="link add"
      @click=${() => {
        model.change({ task: task.key });
        model.onOverriding(true);
      }}
    >
      ${icon('replace')} ${t('Replace All Points…')}
    </button>`;
  const take = (form: FormData) => {
    const points = Number(formText(form, 'points'));
    const reason = formText(form, 'reason');
    if (reason === '' || Number.isNaN(points) || points < 0) return false;
    change((before) => withOverride(before, { points: Math.min(points, task.max), reason }));
    model.onOverriding(false);
    return true;
  };
  return html`<form class="line editor" @submit=${onSubmit(take)}>
    <input
      name="points"
      type="number"
      min="0"
      max=${task.max}
      step="any"
      required
      aria-label=${t('Points instead of all others')}
      .value=${String(task.max)}
    />
    <input
      name="reason"
      class="grow"
      required
      aria-label=${t('Why')}
      placeholder=${t('Why, for the student')}
    />
    <button class="action" type="submit">${t('Keep')}</button>
    <button class="action secondary" type="button" @click=${() => model.onOverriding(false)}>
      ${t('Cancel')}
    </button>
  </form>`;
}

/** Late days, what was granted, and what is taken off. */
export function termsForm(model: ViewModel, { id }: ReviewedSubmission): TemplateResult {
  const { terms: said, notes, ownNotes } = model.saidOf(id);
  const terms = said.at(-1)?.value ?? { lateDays: 0, extensionDays: 0, deduction: 0, reason: '' };
  const numberField = (label: string, name: 'lateDays' | 'extensionDays' | 'deduction', step: string) =>
    field(
      label,
      terms[name],
      (text) => {
        const value = Number(text);
        if (Number.isFinite(value) && value >= 0) model.onTerms(id, { ...terms, [name]: value });
      },
      { type: 'number', step },
    );
  return html`<section>
    <h3>${t('Delay and notes')}</h3>
    ${
      said.length < 2
        ? nothing
        : html`<div class="notice warning conflict" role="group" aria-label=${t('Tutors disagree')}>
            ${icon('warning')}
            <ul>
              ${said.map(
                ({ tutor, value }) =>
                  html`<li>
                    <strong>${tutor}</strong>:
                    ${t('{0} days late, {1} granted, {2} points taken off', pointsText(value.lateDays), pointsText(value.extensionDays), pointsText(value.deduction))}
                    ${value.reason}
                    <button class="action secondary" @click=${() => model.onTerms(id, value)}>
                      ${t('Take This')}
                    </button>
                  </li>`,
              )}
            </ul>
          </div>`
    }
    <div class="line">
      ${numberField(t('Days late'), 'lateDays', '1')} ${numberField(t('Days granted'), 'extensionDays', '1')}
      ${numberField(t('Points taken off'), 'deduction', '0.25')}
      ${field(t('Reason'), terms.reason, (reason) => model.onTerms(id, { ...terms, reason }), { isWide: true })}
    </div>
    <label class="notes"
      ><span>${t('Private notes, for tutors alone')}</span>
      <textarea
        rows="2"
        .value=${ownNotes}
        @change=${(event: Event) => {
          if (event.target instanceof HTMLTextAreaElement) model.onNotes(id, event.target.value.trim());
        }}
      ></textarea>
    </label>
    ${notes.map(({ tutor, value }) => html`<p class="quiet"><strong>${tutor}</strong>: ${value}</p>`)}
  </section>`;
}
