// @vitest-environment happy-dom
import { render } from 'lit';
import { expect, it } from 'vitest';
import type { Question, Taken } from '../../../src/panels/quiz';
import { page, type QuizActions } from '../../../webview/quiz/view';

const question: Question = {
  id: 'shape:conv',
  about: '<b>conv</b>',
  text: 'What is the shape of its output?',
  choices: [
    { text: '8 × 8' },
    { text: '7 × 7', mistake: 'The border counts.' },
    { text: '6 × 6', mistake: '' },
  ],
  answer: 0,
  explanation: ['⌈16 / 2⌉ = 8.'],
};

function shown(taken: Taken[], place = 0): { root: HTMLElement; done: string[] } {
  const root = document.createElement('div');
  const done: string[] = [];
  const actions: QuizActions = {
    take: (choice) => done.push(`take ${choice}`),
    next: () => done.push('next'),
    showCode: (id) => done.push(`show ${id}`),
    again: () => done.push('again'),
  };
  const quiz = { type: 'snapshot' as const, file: 'a.ts', seed: 7, questions: [question] };
  render(page('Quiz: a.ts', { quiz, taken, place }, actions), root);
  return { root, done };
}

const took = (choice: number) => [{ question: question.id, choice }];

it('explains nothing before there is an answer', () => {
  const { root, done } = shown([]);
  expect(root.querySelector('.explanation')).toBeNull();
  root.querySelectorAll<HTMLElement>('button.choice')[1]?.click();
  expect(done).toEqual(['take 1']);
});

it('says of a wrong answer which mistake it is, and how to come to the right one', () => {
  const text = shown(took(1)).root.querySelector('.explanation')?.textContent;
  expect(text).toContain('The border counts.');
  expect(text).toContain('⌈16 / 2⌉ = 8.');
});

it('takes no second answer', () => {
  expect(shown(took(1)).root.querySelector('button.choice')).toBeNull();
});

it('never lets a name become markup', () => {
  expect(shown([]).root.querySelector('.about b')).toBeNull();
});

it('names at the end what was not right', () => {
  expect(shown(took(1), 1).root.querySelector('.missed')?.textContent).toContain('8 × 8');
  expect(shown(took(0), 1).root.querySelector('.missed')).toBeNull();
});
