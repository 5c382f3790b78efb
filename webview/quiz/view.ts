import { html, nothing, type TemplateResult } from 'lit';
import type { Question, QuizPanel, Standing, Taken } from '../../src/panels/quiz';
import { t } from '../../src/words';
import { curveFigure } from './curveFigure';

export interface QuizView {
  quiz: QuizPanel['toPage'];
  taken: readonly Taken[];
  place: number;
  standing?: Standing;
}

export interface QuizActions {
  take(choice: number): void;
  next(): void;
  showCode(question: string): void;
  again(): void;
}

/** One question at a time, with its explanation once it is answered; after the last one, how it went. */
export function page(title: string, view: QuizView, actions: QuizActions): TemplateResult {
  const { questions } = view.quiz;
  const question = questions[view.place];
  return html`<main>
    <h1>${title}</h1>
    ${question ? questionSection(question, view, actions) : endSection(view, actions)}
  </main>`;
}

function questionSection(question: Question, view: QuizView, actions: QuizActions): TemplateResult {
  const { id, about, text, at, curves = [], choices } = question;
  const choice = view.taken.find((one) => one.question === id)?.choice;
  const count = view.quiz.questions.length;
  return html`<h2 tabindex="-1">${t('Question {0} of {1}', view.place + 1, count)}</h2>
    <p class="about">
      ${
        at
          ? html`<button class="link" title=${t('Show the line')} @click=${() => actions.showCode(id)}>
              ${about}
            </button>`
          : about
      }
    </p>
    ${curves.length > 0 ? curveFigure(curves) : nothing}
    <p class="question" id="question">${text}</p>
    <ul class="choices" aria-labelledby="question">
      ${choices.map((_, index) => choiceItem(question, index, choice, actions))}
    </ul>
    ${choice === undefined ? nothing : explained(question, choice, view, actions)}`;
}

function choiceItem(
  { choices, answer }: Question,
  index: number,
  taken: number | undefined,
  actions: QuizActions,
): TemplateResult {
  const text = choices[index]?.text;
  if (taken === undefined)
    return html`<li><button class="choice" @click=${() => actions.take(index)}>${text}</button></li>`;
  const mark = index === answer ? 'right' : index === taken ? 'wrong' : 'other';
  const marks = { right: ['✓', t('right')], wrong: ['✗', t('wrong')], other: ['', ''] };
  const [sign, spoken] = marks[mark];
  return html`<li class="choice ${mark}">
    <span class="sign" aria-hidden="true">${sign}</span>
    <span>${text}</span>${spoken ? html`<span class="unseen">, ${spoken}</span>` : nothing}
  </li>`;
}

function explained(
  { choices, answer, explanation }: Question,
  taken: number,
  { place, quiz }: QuizView,
  actions: QuizActions,
): TemplateResult {
  const mistake = choices[taken]?.mistake;
  const isLast = place === quiz.questions.length - 1;
  return html`<div class="explanation" role="status">
      <p class="verdict">
        <strong class=${taken === answer ? 'right' : 'wrong'}
          >${taken === answer ? t('Right.') : t('Not quite.')}</strong
        >
        ${mistake ?? nothing}
      </p>
      ${explanation.map((text) => html`<p>${text}</p>`)}
    </div>
    <button class="action next" @click=${() => actions.next()}>
      ${isLast ? t('See how it went') : t('Next question')}
    </button>`;
}

function endSection({ quiz, taken, standing }: QuizView, actions: QuizActions): TemplateResult {
  const { questions, seed, file } = quiz;
  if (questions.length === 0)
    return html`<p class="empty">${t('There is nothing to ask about this model.')}</p>`;
  const isRight = ({ id, answer }: Question) =>
    taken.some((one) => one.question === id && one.choice === answer);
  const missed = questions.filter((question) => !isRight(question));
  return html`<h2 tabindex="-1">
      ${t('{0} of {1} are right', questions.length - missed.length, questions.length)}
    </h2>
    ${
      missed.length > 0
        ? html`<p>${t('These are worth another look:')}</p>
            <ul class="missed">
              ${missed.map(
                ({ about, text, choices, answer }) =>
                  html`<li>
                    <p class="about">${about}</p>
                    <p>${text} <strong>${choices[answer]?.text}</strong></p>
                  </li>`,
              )}
            </ul>`
        : nothing
    }
    ${
      standing
        ? html`<p>
            ${t(
              'Of the {0} questions on this file that you were asked so far, your last answer was right for {1}.',
              standing.asked,
              standing.right,
            )}
          </p>`
        : nothing
    }
    <p class="quiet">
      ${t(
        'Nothing of this is graded. Your tutor gets the same questions with: lits quiz {0} --seed {1}',
        file.split(/[\\/]/).at(-1) ?? file,
        String(seed),
      )}
    </p>
    <button class="action next" @click=${() => actions.again()}>${t('Other questions')}</button>`;
}
