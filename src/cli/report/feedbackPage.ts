import type { Feedback, FeedbackExercise, FeedbackFinding, FeedbackTask } from '../../protocol/feedback';
import type { CommentKind } from '../../protocol/grades';
import { dateTime, number, signed, t } from '../../words';
import { feedbackStyles } from './feedbackStyles';
import { escapeHtml, htmlPage, htmlTable } from './html';

/** One HTML page without any other file or script: what a student is told of a submission, in the language that is spoken. */
export function feedbackHtml(feedback: Feedback): string {
  const { chapter, student, handedInAt, exercises, isFinal } = feedback;
  const shown = exercises.filter(({ max, tasks }) => max > 0 || tasks.length > 0);
  const about = [
    student,
    ...(handedInAt === undefined ? [] : [t('handed in {0}', dateTime(handedInAt))]),
  ].join(' · ');
  const title = t('Feedback: {0}', chapter);
  const main = `<h1>${escapeHtml(title)}</h1>
<p class="quiet">${escapeHtml(about)}</p>
<p class="total"><strong>${escapeHtml(number(feedback.points))}</strong> ${escapeHtml(t('of {0} points', number(feedback.max)))}</p>
${isFinal ? '' : `<p class="open">${escapeHtml(t('Not all of it is graded yet: these points may still change.'))}</p>`}
<div class="card">${pointsTable(shown)}${delayText(feedback)}</div>
${shown.map(exerciseSection).join('\n')}`;
  return htmlPage({ language: feedback.language, title, styles: feedbackStyles, main });
}

function pointsTable(exercises: readonly FeedbackExercise[]): string {
  const rows = exercises
    .filter(({ max }) => max > 0)
    .map(({ id, title, state, points, max }) => [
      escapeHtml(`${id} ${title}`),
      escapeHtml(state === 'checked' || state === 'missing' ? number(points) : '?'),
      escapeHtml(number(max)),
    ]);
  return htmlTable([t('exercise'), t('points'), t('at most')], rows);
}

function delayText({ lateDays, extensionDays, deduction, reason }: Feedback): string {
  const parts = [
    lateDays > 0 && t('days late: {0}', number(lateDays)),
    extensionDays > 0 && t('days granted: {0}', number(extensionDays)),
    deduction > 0 && t('points taken off: {0}', number(deduction)),
    reason,
  ].filter((text) => typeof text === 'string' && text !== '');
  return parts.length === 0 ? '' : `<p class="delay">${escapeHtml(parts.join(' · '))}</p>`;
}

function exerciseSection({ id, title, state, points, max, tasks }: FeedbackExercise): string {
  const sum = max > 0 && state === 'checked' ? ` <span class="quiet">${pointsText(points, max)}</span>` : '';
  const texts: Readonly<Record<FeedbackExercise['state'], string>> = {
    checked: '',
    missing: t('There was no work on this exercise in the submission.'),
    failed: t('This exercise could not be checked. Ask your tutor.'),
    open: t('This exercise was not checked yet.'),
  };
  const why = texts[state] === '' ? '' : `<p>${escapeHtml(texts[state])}</p>`;
  return `<section><h2>${escapeHtml(`${id} ${title}`)}${sum}</h2>${why}\n${tasks.map(taskCard).join('\n')}</section>`;
}

const pointsText = (points: number, max: number): string =>
  escapeHtml(t('{0} of {1} points', number(points), number(max)));

function taskCard(task: FeedbackTask): string {
  const { title, file, state, points, max, comments, rubric, findings } = task;
  const head = state === 'notCounted' ? '' : `<span class="points">${pointsText(points, max)}</span>`;
  return `<article class="card task">
<h3>${escapeHtml(title)}${head}</h3>
<p class="quiet"><code>${escapeHtml(file)}</code>${partsText(task)}</p>
${overrideText(task)}${rubric
    .map(
      (item) =>
        `<p class="rubric"><span>${escapeHtml(signed(item.points, 2))}</span> ${escapeHtml(item.text)}</p>`,
    )
    .join('\n')}
${comments
  .map(
    ({ kind, text }) =>
      `<p class="comment ${kind}"><b>${escapeHtml(kindText(kind))}</b> <span>${escapeHtml(text)}</span></p>`,
  )
  .join('\n')}
${findings.map(findingText).join('\n')}
</article>`;
}

/** What the points are made of. */
function partsText({ state, checks, tutor, tutorMax, max, passed, checked, override }: FeedbackTask): string {
  if (state === 'notCounted')
    return ` · ${escapeHtml(t('does not count: it was not begun, or another way to do the exercise brings more'))}`;
  const byChecks = max - tutorMax;
  const parts = [
    !override && byChecks > 0 && t('checks: {0} of {1}', number(checks), number(byChecks)),
    !override &&
      tutorMax > 0 &&
      (state === 'open'
        ? t('tutor: still to grade')
        : t('tutor: {0} of {1}', number(tutor), number(tutorMax))),
    checked > 0 && t('{0} of {1} checks have nothing against it', passed, checked),
  ].filter((text) => typeof text === 'string');
  return parts.map((text) => ` · ${escapeHtml(text)}`).join('');
}

const overrideText = ({ override }: FeedbackTask): string =>
  override
    ? `<p class="override">${escapeHtml(t('{0} points, because: {1}', number(override.points), override.reason))}</p>\n`
    : '';

function kindText(kind: CommentKind): string {
  const texts: Readonly<Record<CommentKind, string>> = {
    essential: t('Essential'),
    actionable: t('To do'),
    informative: t('Good to know'),
    celebratory: t('Well done'),
  };
  return texts[kind];
}

function findingText({ headline, probed, expected, actual, why, hints, at }: FeedbackFinding): string {
  const place = at ? ` <code>${escapeHtml(`${at.file}:${at.line}`)}</code>` : '';
  const rows = [
    [t('looked at'), probed],
    [t('expected'), expected],
    [t('found'), actual],
  ].map(([name = '', text = '']) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`);
  const hintList = hints.map((hint) => `<li>${escapeHtml(hint)}</li>`).join('');
  return `<div class="finding"><h4>${escapeHtml(headline)}${place}</h4><dl>${rows.join('')}</dl>${
    why === undefined ? '' : `<p class="quiet">${escapeHtml(why)}</p>`
  }${hints.length === 0 ? '' : `<details><summary>${escapeHtml(t('Hints'))}</summary><ol>${hintList}</ol></details>`}</div>`;
}
