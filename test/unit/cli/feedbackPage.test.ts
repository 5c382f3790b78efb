import { describe, expect, it } from 'vitest';
import { feedbackHtml } from '../../../src/cli/report/feedbackPage';
import type { Feedback, FeedbackTask } from '../../../src/protocol/feedback';

const hostile = '<script>alert("1")</script><img src=x onerror=alert(1)>';
const task: FeedbackTask = {
  task: '3.2/baseline',
  title: 'Baseline',
  file: 'baseline.ts',
  state: 'done',
  points: 0.5,
  max: 0.5,
  checks: 0.25,
  tutor: 0.25,
  tutorMax: 0.25,
  rubric: [{ text: 'Names the epoch', points: 0.25 }],
  comments: [{ kind: 'actionable', text: 'Compare the curves.' }],
  passed: 1,
  checked: 2,
  findings: [
    {
      headline: 'The loss is wrong',
      probed: 'a slice',
      expected: '1',
      actual: '2',
      why: 'It is a mean.',
      hints: ['Look at the mean.'],
      at: { file: 'baseline.ts', line: 7 },
    },
  ],
};
const feedback = (change: Partial<Feedback> = {}, own: Partial<FeedbackTask> = {}): Feedback => ({
  version: 1,
  submission: 'ada-1',
  student: 'Ada',
  language: 'en',
  chapter: 'Slices',
  handedInAt: '2026-01-02T00:00:00.000Z',
  isFinal: true,
  points: 1.25,
  max: 10.5,
  lateDays: 0,
  extensionDays: 0,
  deduction: 0,
  reason: '',
  exercises: [
    {
      id: '3.2',
      title: 'Regularization',
      state: 'checked',
      points: 0.5,
      max: 1.5,
      tasks: [{ ...task, ...own }],
    },
    { id: '3.4', title: 'Models', state: 'missing', points: 0, max: 4, tasks: [] },
  ],
  ...change,
});

describe('a page of feedback', () => {
  it('shows points by exercise and task, and what they are made of', () => {
    const html = feedbackHtml(feedback());
    expect(html).toContain('<strong>1.25</strong> of 10.5 points');
    expect(html).toContain('checks: 0.25 of 0.25 · tutor: 0.25 of 0.25');
    expect(html).toContain('There was no work on this exercise');
  });

  it('shows findings with their place, and hints only when they are opened', () => {
    const html = feedbackHtml(feedback());
    expect(html).toContain('The loss is wrong <code>baseline.ts:7</code>');
    expect(html).toContain('<details><summary>Hints</summary><ol><li>Look at the mean.</li>');
  });

  it('shows what a tutor says, by its kind, and the rubric items that apply', () => {
    const html = feedbackHtml(feedback());
    expect(html).toContain('<p class="comment actionable"><b>To do</b> <span>Compare the curves.</span>');
    expect(html).toContain('<span>+0.25</span> Names the epoch');
  });

  it('says the reason of points that replace the others, and of what was taken off', () => {
    const override = { points: 0.5, reason: 'A check was wrong.' };
    const html = feedbackHtml(feedback({ lateDays: 2, deduction: 0.5, reason: 'Late' }, { override }));
    expect(html).toContain('0.5 points, because: A check was wrong.');
    expect(html).toContain('days late: 2 · points taken off: 0.5 · Late');
  });

  it('says so where not all is graded', () => {
    expect(feedbackHtml(feedback({ isFinal: false }, { state: 'open' }))).toContain('may still change');
    expect(feedbackHtml(feedback())).not.toContain('may still change');
  });

  it('runs nothing and loads nothing, whatever is in it', () => {
    const html = feedbackHtml(
      feedback(
        { student: hostile, reason: hostile, chapter: hostile, language: '"><script>' },
        {
          title: hostile,
          file: hostile,
          rubric: [{ text: hostile, points: 1 }],
          comments: [{ kind: 'essential', text: hostile }],
          override: { points: 0, reason: hostile },
          findings: [
            {
              headline: hostile,
              probed: hostile,
              expected: hostile,
              actual: hostile,
              why: hostile,
              hints: [hostile],
              at: { file: hostile, line: 1 },
            },
          ],
        },
      ),
    );
    expect(html).not.toMatch(/<(script|img|link|iframe)/i);
    expect(html).not.toMatch(/(src|href)=["']?(?!x onerror)/i);
    expect(html).toContain("default-src 'none'");
  });
});
