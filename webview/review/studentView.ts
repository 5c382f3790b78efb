import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { stateText, type OralQuestions, type ReviewedSubmission } from '../../src/panels/review';
import type { ClassRow } from '../../src/review/classRows';
import type { ClassTask } from '../../src/review/classTasks';
import { taskKey } from '../../src/review/grades';
import { likenessRemarks } from '../../src/review/likenessRemarks';
import { list, loss, moment, percent, t } from '../../src/words';
import { claimMark } from './claimMark';
import { gradeForm, termsForm } from './gradeForm';
import { materialView } from './materialView';
import type { Passages, ViewModel } from './model';
import { icon, pointsText } from './parts';
import { submissionList } from './submissionList';

/** One submission with all its tasks. */
export function studentView(model: ViewModel): TemplateResult {
  const { row } = model;
  return html`<div class="two">
    ${submissionList(model)}
    ${row ? oneSubmission(model, row) : html`<p class="empty">${t('There is no submission to show.')}</p>`}
  </div>`;
}

function oneSubmission(model: ViewModel, row: ClassRow): TemplateResult {
  const { review, look, tasks } = model;
  const { submission, graded, name } = row;
  return html`<div class="one">
    <header class="title">
      <h2 tabindex="-1">${name}</h2>
      <strong>${t('{0} of {1}', pointsText(graded.points), pointsText(review.chapter.max))}</strong>
      ${look.hidesNames ? nothing : html`<span class="quiet">${submission.path}</span>`}
    </header>
    ${remarks(model, submission)}
    ${submission.exercises.map(({ id, why }) =>
      why === undefined
        ? nothing
        : html`<div class="notice error">
            ${icon('error')}
            <p>${id}: ${why}</p>
          </div>`,
    )}
    ${review.exercises.map((exercise) => {
      const all = tasks.filter((task) => task.exercise === exercise.id);
      if (all.length === 0 || !has(submission, exercise.id)) return nothing;
      const own = all.filter(({ key }) => isBegun(submission, key));
      const left = all.filter((task) => !own.includes(task));
      return html`<section>
        <h3>${exercise.id} ${exercise.title}</h3>
        ${repeat(
          own,
          ({ key }) => `${submission.id} ${key}`,
          (task, place) => taskCard(model, row, task, own.slice(0, place)),
        )}
        ${left.length === 0 ? nothing : html`<p class="quiet left">${t('Not begun: {0}', list(left.map(({ title }) => title)))}</p>`}
        ${oral(model, submission.id, exercise.id)}
      </section>`;
    })}
    ${termsForm(model, submission)} ${runs(model, submission)}
  </div>`;
}

const has = ({ exercises }: ReviewedSubmission, wanted: string): boolean =>
  exercises.some(({ id, items }) => id === wanted && items.length > 0);

const isBegun = ({ exercises }: ReviewedSubmission, key: string): boolean =>
  exercises.some(({ id, items }) =>
    items.some((item) => taskKey(id, item.id) === key && item.status !== 'not-begun'),
  );

/** @param before tasks of the exercise above it: an answer that they have shown is not shown again */
function taskCard(
  model: ViewModel,
  row: ClassRow,
  task: ClassTask,
  before: readonly ClassTask[],
): TemplateResult {
  const { id } = row.submission;
  const material = model.materialOf(id, task.key);
  const answerOf = (key: string) => {
    const other = model.materialOf(id, key);
    return other === 'waiting' ? undefined : other?.answer?.lines.map(({ text }) => text).join('\n');
  };
  const answer = answerOf(task.key);
  const isNew = answer === undefined || before.every(({ key }) => answerOf(key) !== answer);
  const isActive = model.look.task === task.key;
  const activate = () => {
    if (!isActive) model.change({ task: task.key });
  };
  return html`<article
    class="task"
    data-task=${task.key}
    aria-current=${isActive ? 'true' : nothing}
    @focusin=${activate}
    @click=${activate}
  >
    <h4>${task.title}</h4>
    ${materialView(model, material, isNew)} ${gradeForm(model, row, task)}
  </article>`;
}

function remarks(
  model: ViewModel,
  { id, path, student, remarks: all }: ReviewedSubmission,
): TemplateResult | typeof nothing {
  const { likeness = { sources: [], runs: [] } } = model.review;
  const alike = likeness.sources.flatMap((pair, place) =>
    pair.one === id || pair.other === id ? [{ pair, place }] : [],
  );
  const sameRuns = likenessRemarks({ sources: [], runs: likeness.runs }, id, model.nameOf);
  // Those on likeness are written anew, with the names that are shown.
  const others = [...all.filter(({ kind }) => kind !== 'alike' && kind !== 'sameRun'), ...sameRuns];
  if (others.length + alike.length === 0) return nothing;
  const hidden = (text: string) =>
    model.look.hidesNames
      ? text.replaceAll(path, model.nameOf(id)).replaceAll(student, model.nameOf(id))
      : text;
  return html`<section class="remarks">
    <h3>${t('Remarks')}</h3>
    <ul>
      ${others.map(({ exercise, text }) => html`<li>${icon('info')} ${exercise === undefined ? nothing : html`<strong>${exercise}</strong> `}${hidden(text)}</li>`)}
      ${alike.map(({ pair, place }) => {
        const [remark] = likenessRemarks({ sources: [pair], runs: [] }, id, model.nameOf);
        const passages = model.passagesAt(place);
        return html`<li>
          ${icon('files')} <strong>${pair.exercise}</strong> ${remark?.text}
          ${passages === undefined ? html`<button class="link" @click=${() => model.onPassages(place)}>${t('Show both')}</button>` : nothing}
          <button class="link" @click=${() => model.send({ type: 'openAlike', submission: id, place })}>
            ${t('Open both files')}
          </button>
          ${passages === 'waiting' ? html`<p class="quiet">${t('Reading the submission…')}</p>` : nothing}
          ${Array.isArray(passages) ? passagesView(model, pair, id, passages) : nothing}
        </li>`;
      })}
    </ul>
  </section>`;
}

function passagesView(
  model: ViewModel,
  { one, other }: { one: string; other: string },
  id: string,
  passages: Passages,
): TemplateResult {
  const isFirst = one === id;
  return html`${passages.map((passage) => {
    const sides = isFirst ? [passage.one, passage.other] : [passage.other, passage.one];
    return html`<div class="passages">
      ${sides.map(
        ({ path, from, to, text }, side) =>
          html`<figure>
            <figcaption class="quiet">
              ${model.nameOf(side === 0 ? id : isFirst ? other : one)},
              ${t('{0}, lines {1} to {2}', path, from, to)}
            </figcaption>
            <pre tabindex="0">${text}</pre>
          </figure>`,
      )}
    </div>`;
  })}`;
}

function runs(model: ViewModel, { id, runs: claimed = [] }: ReviewedSubmission): TemplateResult {
  const claimOf = (dir: string, split: string, checkpoint: string) =>
    claimed
      .find((run) => run.id === dir.split(/[\\/]/).at(-1))
      ?.evaluations.find((one) => one.split === split && one.checkpoint === checkpoint);
  const known = model.runsOf(id);
  if (known === 'waiting') return html`<p class="quiet">${t('Reading the submission…')}</p>`;
  if (known.length === 0)
    return html`<section>
      <h3>${t('Runs')}</h3>
      <p class="quiet">${t('It has no runs.')}</p>
    </section>`;
  return html`<section>
    <h3>${t('Runs')}</h3>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('Runs')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t('Run')}</th>
            <th scope="col">${t('File')}</th>
            <th scope="col">${t('Started')}</th>
            <th scope="col">${t('State')}</th>
            <th scope="col">${t('Best val. loss')}</th>
            <th scope="col">${t('Val. accuracy at best')}</th>
            <th scope="col">${t('Evaluations')}</th>
          </tr>
        </thead>
        <tbody>
          ${known.map(
            ({ run, name, file, createdAt, state, valLoss, valAccuracy, evaluations }) =>
              html`<tr>
                <th scope="row">
                  <button
                    class="link"
                    title=${t('Show Metrics')}
                    @click=${() => model.send({ type: 'showRun', submission: id, run })}
                  >
                    ${name}
                  </button>
                </th>
                <td>${file}</td>
                <td>${moment(createdAt)}</td>
                <td>${stateText(state)}</td>
                <td>${valLoss === undefined ? '–' : loss(valLoss)}</td>
                <td>${valAccuracy === undefined ? '–' : percent(valAccuracy)}</td>
                <td>
                  ${evaluations.map(
                    ({ split, checkpoint, accuracy }) =>
                      html`<button
                          class="link"
                          title=${t('Show Evaluation')}
                          @click=${() => model.send({ type: 'showEvaluation', submission: id, run, split, checkpoint })}
                        >
                          ${split} ${accuracy === undefined ? nothing : percent(accuracy)}
                        </button>
                        ${claimMark(claimOf(run, split, checkpoint))} `,
                  )}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function oral(model: ViewModel, submission: string, exercise: string): TemplateResult | typeof nothing {
  const known = model.oralOf(submission, exercise);
  if (known === 'waiting') return html`<p class="quiet">${t('Building the model…')}</p>`;
  if (known === undefined)
    return html`<button
      class="link add"
      title=${t("The student's code is run for them, contained as in the checks.")}
      @click=${() => model.onOral(submission, exercise)}
    >
      ${icon('question')} ${t('Questions for the Oral Part')}
    </button>`;
  if (known.length === 0) return html`<p class="quiet">${t('There is no model to ask about.')}</p>`;
  return html`${known.map(oralQuestions)}`;
}

function oralQuestions({ file, seed, questions }: OralQuestions): TemplateResult {
  return html`<details class="oral" open>
    <summary>${t('Questions on {0} (seed {1})', file, String(seed))}</summary>
    <ol>
      ${questions.map(
        ({ about, text, choices, answer, explanation }) =>
          html`<li>
            <p>${text} <span class="quiet">${about}</span></p>
            <p>
              <strong>${choices[answer]?.text}</strong> <span class="quiet">${explanation.join(' ')}</span>
            </p>
          </li>`,
      )}
    </ol>
  </details>`;
}
