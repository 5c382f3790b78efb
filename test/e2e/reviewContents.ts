import { join } from 'node:path';
import * as z from 'zod';
import type { ItemGrade, ReviewState, SaidGrades, TaskMaterial, ToReview } from '../../src/panels/review';
import { loadCatalog } from '../../src/protocol/catalog';
import { argumentOf, reviewedClass } from '../review/reviewedClass';
import type { PageContent } from './pages';
import { repository } from './server';

const [chapter] = await loadCatalog(join(repository, 'exercises'));
if (!chapter) throw new Error('The course has no chapter.');
const { review } = reviewedClass(chapter, 12);
const test = { split: 'test', checkpoint: 'best', accuracy: 0.77, balancedAccuracy: 0.71 } as const;
const [first, second, third] = review.submissions;
if (!first || !second || !third) throw new Error('The class is too small.');

first.runs = [{ id: 'baseline', evaluations: [{ ...test, state: 'contradicted', measured: 0.64 }] }];
second.runs = [{ id: 'baseline', evaluations: [{ ...test, state: 'confirmed', measured: 0.77 }] }];
third.runs = [{ id: 'baseline', evaluations: [{ ...test, state: 'unverified' }] }];

const grade = (change: Partial<ItemGrade>): ItemGrade => ({ rubric: [], comments: [], ...change });
const said = (items: SaidGrades['items'], more: Partial<SaidGrades> = {}): SaidGrades => ({
  items,
  terms: [],
  notes: [],
  ownNotes: '',
  ...more,
});

/** One submission is graded in part, tutors disagree on another. */
const grades: ToReview = {
  type: 'grades',
  upTo: 0,
  submissions: {
    [first.id]: said(
      {
        '3.2/baseline': [
          {
            tutor: 'Ben',
            value: grade({
              rubric: ['names'],
              comments: [
                { kind: 'celebratory', text: 'Read from the curves, with numbers: as it should be.' },
              ],
            }),
          },
        ],
        '3.2/l2': [
          { tutor: 'Anna', value: grade({ points: 0.25 }) },
          {
            tutor: 'Ben',
            value: grade({ rubric: ['vague'], comments: [{ kind: 'essential', text: 'Which numbers?' }] }),
          },
        ],
        '3.2/dropout': [
          { tutor: 'Anna', value: grade({ override: { points: 0.5, reason: 'The check was too strict.' } }) },
        ],
      },
      {
        terms: [
          {
            tutor: 'Anna',
            value: { lateDays: 2, extensionDays: 1, deduction: 0.5, reason: 'ill on one day' },
          },
        ],
        notes: [{ tutor: 'Ben', value: 'Asked good questions in the lab.' }],
        ownNotes: 'Ask about dropout in the oral part.',
      },
    ),
    [second.id]: said({
      '3.2/baseline': [
        {
          tutor: 'Anna',
          value: grade({
            rubric: ['vague'],
            comments: [{ kind: 'actionable', text: 'Name the epoch and both numbers.' }],
          }),
        },
      ],
    }),
  },
  rubric: {
    names: {
      task: '3.2/baseline',
      text: 'Names the epoch and reads both accuracies from the curves',
      points: 0.25,
    },
    vague: { task: '3.2/baseline', text: 'Without numbers', points: 0.1 },
    other: { task: '3.2/l2', text: 'Says what L2 costs in the first epochs', points: 0.25 },
  },
  lost: [],
};

const materialOf = (submission: string, task: string, place: number): TaskMaterial => ({
  submission,
  task,
  file: 'baseline.ts',
  answer: {
    file: 'answers.md',
    lines: [
      { text: '## Task 1, baseline', isOwn: false },
      {
        text: '1. In which epoch was the validation loss lowest, and what were train and validation accuracy there?',
        isOwn: false,
      },
      { text: argumentOf(place).text, isOwn: true },
    ],
  },
  faults:
    place % 4 === 0
      ? [
          {
            id: 'layers',
            text: 'The network is not the one of the table',
            findings: [
              {
                probed: 'The number of parameters was counted.',
                expected: '8,486,787 parameters.',
                actual: '6,635,623 parameters.',
                at: { file: 'baseline.ts', line: 12 },
              },
            ],
          },
        ]
      : [],
  passed: 6,
});

const asked = z.object({ submission: z.string().optional(), task: z.string().optional() });

/** What the extension answers the page. */
function answer(name: string, question: unknown): unknown {
  const { submission, task } = asked.parse(question);
  if (name === 'material')
    return review.submissions.flatMap(({ id, exercises }, place) =>
      submission === undefined || submission === id
        ? exercises
            .flatMap((exercise) => exercise.items.map((item) => `${exercise.id}/${item.id}`))
            .filter((key) => task === undefined || key === task)
            .map((key) => materialOf(id, key, place))
        : [],
    );
  if (name === 'passages') {
    const side = {
      path: 'baseline.ts',
      from: 3,
      to: 4,
      text: 'const units = 64;\nmodel.add(tf.layers.dense({ units }));',
    };
    return [{ one: side, other: { ...side, text: side.text.replaceAll('units', 'width') } }];
  }
  return name === 'runs'
    ? [
        {
          run: '/runs/baseline',
          name: 'baseline',
          file: 'baseline.ts',
          createdAt: '2026-02-20T10:00:00.000Z',
          state: 'done',
          epochs: 12,
          valLoss: 0.61,
          valAccuracy: 0.79,
          evaluations: [{ split: 'test', checkpoint: 'best', accuracy: 0.77 }],
        },
      ]
    : [];
}

const look: ReviewState = {
  version: 1,
  root: '/class',
  view: 'class',
  hidesNames: false,
  order: { column: 'name', descending: false },
};

/** The review of a small class, in one of its views. */
export const reviewContent = (view: ReviewState['view']) =>
  ({
    page: 'review',
    title: 'Review: class',
    snapshot: { type: 'class', root: '/class', tutor: 'Anna', review } satisfies ToReview,
    then: [grades],
    kept: {
      ...look,
      view,
      submission: first.id,
      task: '3.2/baseline',
      ...(view === 'question' ? { grouping: 'answer' } : {}),
    } satisfies ReviewState,
    answer,
    drawn: { class: 'table.class', student: '.passages', question: '.answer .own' }[view],
    ...(view === 'student'
      ? { drawn: '.answer .own', act: (page) => page.locator('.remarks button.link').first().click() }
      : {}),
  }) satisfies PageContent;
