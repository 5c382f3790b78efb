import { expect, it } from 'vitest';
import { answerLines, exportNamed, unansweredQuestions } from '../../../src/review/answers';

const english = `# Exercise 3.2: my answers

## Task 1, baseline

1. In which epoch was the validation loss lowest?

2. From which epoch on do the two curves part?

## Tasks 2 and 3

1. Which of the three would you keep?
`;
const german = english.replace('my answers', 'meine Antworten').replaceAll(/(\d\.) .*/g, '$1 Frage?');

it('counts every question of a file that is as it was in the beginning, with any line ends', () => {
  expect(unansweredQuestions(english.replaceAll('\n', '\r\n'), [german, english])).toBe(3);
});

it('counts those with nothing below them, the last one too', () => {
  const text = english.replace('lowest?', 'lowest?\n\nIn the fourth.');
  expect(unansweredQuestions(text, [english])).toBe(2);
});

it('takes an answer in the line of its question', () => {
  expect(unansweredQuestions(english.replace('lowest?', 'lowest? In the fourth.'), [english])).toBe(2);
});

it('takes lists in an answer for no questions', () => {
  const text = english.replaceAll('?', '?\n\n1. first\n2. second');
  expect(unansweredQuestions(text, [english])).toBe(0);
});

it('tells the lines of a student from those that were handed out, in the language that they have worked in', () => {
  const starters = ['# Answers\n\n1. Why?\n', '# Antworten\n\n1. Warum?\n'];
  expect(answerLines('# Antworten\n\n\n1. Warum?\n\nDarum.\n', starters)).toEqual([
    { text: '# Antworten', isOwn: false },
    { text: '', isOwn: false },
    { text: '1. Warum?', isOwn: false },
    { text: '', isOwn: false },
    { text: 'Darum.', isOwn: true },
    { text: '', isOwn: false },
  ]);
});

it('takes from a source the export of a name, and all of it where nothing is called so', () => {
  const source = 'import a;\n\nexport const transforms = {\n  a: 1,\n};\n\nexport const physics = {};\n';
  expect(exportNamed(source, 'transforms')).toBe('export const transforms = {\n  a: 1,\n};\n\n');
  expect(exportNamed(source, 'trans')).toBe(source);
});
