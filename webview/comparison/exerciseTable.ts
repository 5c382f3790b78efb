import { html, nothing, type TemplateResult } from 'lit';
import { stateText, type ExerciseComparison, type FromComparison } from '../../src/panels/comparison';
import { loss, number, percent, t } from '../../src/words';
import { runVariable } from './colors';
import type { Gaps } from './gaps';
import type { RunRow } from './order';

export interface ExerciseModel {
  exercise: ExerciseComparison;
  rows: readonly RunRow[];
  /** Of a run; undefined before its first validation. */
  gapsOf: (runDir: string) => Gaps | undefined;
  send: (message: FromComparison) => void;
}

type ComparedFile = ExerciseComparison['files'][number];

/** Percentage points, with a sign. */
const points = (share: number) =>
  number(100 * share, { signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What the exercise asks of its runs: a row for each of its files. */
export function exerciseTable(model: ExerciseModel): TemplateResult {
  const { exercise, send } = model;
  const { title, files, majority, hasAnswers } = exercise;
  return html`<section class="exercise" aria-labelledby="exercise-title">
    <header class="title">
      <h2 id="exercise-title">${title}</h2>
      <span class="actions">
        <vscode-button
          secondary
          title=${t('Compares the latest run of each file.')}
          @click=${() => send({ type: 'chooseLatest' })}
          >${t('Latest Runs')}</vscode-button
        >
        ${
          hasAnswers
            ? html`<vscode-button @click=${() => send({ type: 'openAnswers' })}
                >${t('Write the Answers')}</vscode-button
              >`
            : nothing
        }
      </span>
    </header>
    <div class="scroll" tabindex="0" role="group" aria-label=${title}>
      <table>
        <thead>
          <tr>
            <td></td>
            <th scope="col">${t('Best epoch')}</th>
            <th scope="col">${t('Train. accuracy there')}</th>
            <th scope="col">${t('Val. accuracy there')}</th>
            <th scope="col">${t('Gap, points')}</th>
            <th scope="col">${t('Gap against {0}', files[0].title)}</th>
            <th scope="col">${t('Val. accuracy after epoch 1')}</th>
            <th scope="col">${t('Losses at the end: train., val.')}</th>
          </tr>
        </thead>
        <tbody>
          ${files.map((file, index) => fileRow(model, file, index))}
        </tbody>
      </table>
    </div>
    <p class="quiet">
      ${t('Gap: training accuracy less validation accuracy in the best epoch, in percentage points.')}
      ${
        majority === undefined
          ? nothing
          : t(
              'Always giving the most frequent answer is right for {0} of the validation slices.',
              percent(majority),
            )
      }
    </p>
  </section>`;
}

function fileRow(model: ExerciseModel, file: ComparedFile, index: number): TemplateResult {
  const { rows, gapsOf, exercise, send } = model;
  const row = rows.find(({ run }) => run.runDir === file.runDir);
  const gaps = row && gapsOf(row.run.runDir);
  const first = exercise.files[0].runDir;
  const reference = index > 0 && first !== undefined ? gapsOf(first) : undefined;
  const cells = gaps && [
    number(gaps.bestEpoch),
    percent(gaps.accuracy),
    percent(gaps.valAccuracy),
    points(gaps.gap),
    reference ? points(gaps.gap - reference.gap) : '–',
    percent(gaps.firstValAccuracy),
    `${loss(gaps.loss)}, ${loss(gaps.valLoss)}`,
  ];
  return html`<tr>
    <th scope="row">
      <span class="file">
        ${row ? html`<span class="swatch" style="background: ${runVariable(row.place)}"></span>` : nothing}
        <button class="link" title=${file.file} @click=${() => send({ type: 'openFile', file: file.file })}>
          ${file.title}
        </button>
      </span>
      ${remark(file, row)}
    </th>
    ${
      cells
        ? cells.map((text) => html`<td>${text}</td>`)
        : html`<td colspan="7" class="nothing quiet">
            ${row ? t('No validation yet.') : t('No run of {0} is compared here. Train it, then choose Latest Runs.', file.file)}
          </td>`
    }
  </tr>`;
}

/** What keeps the row from counting as it is. */
function remark(
  { file, hasChanged }: ComparedFile,
  row: RunRow | undefined,
): TemplateResult | typeof nothing {
  if (!row) return nothing;
  if (hasChanged)
    return html`<span
      class="remark"
      title=${t('The run was made from {0} as it was earlier. Train it again.', file)}
      ><span class="codicon codicon-warning" aria-hidden="true"></span> ${t('file changed since')}</span
    >`;
  if (row.run.state === 'done') return nothing;
  return html`<span class="quiet">${stateText(row.run.state)}</span>`;
}
