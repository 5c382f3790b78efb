import type { ReviewState } from '../../src/panels/review';
import { t } from '../../src/words';

type View = ReviewState['view'];

const named = {
  f: 'full',
  '0': 'none',
  c: 'comment',
  r: 'newRubric',
  n: 'nextOpen',
  j: 'next',
  k: 'previous',
  m: 'nextTask',
  b: 'previousTask',
  g: 'grouping',
  a: 'wholeGroup',
  u: 'undo',
  o: 'openFile',
  '/': 'search',
  h: 'hideNames',
  t: 'class',
  s: 'student',
  q: 'question',
  '?': 'help',
} as const;
type Named = (typeof named)[keyof typeof named];

/** What a key does; with a number, which of several. */
export type KeyAction = { does: 'rubric' | 'bank'; place: number } | { does: Named };

/** What is looked at of a key that was pressed. */
export type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** @returns undefined where the key means nothing here */
export function keyAction(pressed: PressedKey): KeyAction | undefined {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return undefined;
  const does = new Map<string, Named>(Object.entries(named)).get(pressed.key);
  // Where Shift and a digit write another key of ours, as a slash in German, that is meant.
  if (does) return { does };
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(pressed.code)?.[1];
  if (digit === undefined) return undefined;
  return { does: pressed.shiftKey ? 'bank' : 'rubric', place: Number(digit) - 1 };
}

/** Keys and what they do, for those who look; the first ones are also in the line below the page. */
export function keyTexts(view: View): [keys: string, text: string][] {
  const grading: [string, string][] = [
    ['1 … 9', t('rubric item')],
    ['F', t('all points')],
    ['0', t('no points')],
    ['N', t('next that is not graded')],
    ['C', t('comment')],
    ['U', t('undo')],
    ['⇧ 1 … 9', t('comment used before')],
    ['R', t('new rubric item')],
    ['O', t('open the file')],
  ];
  const moving: [string, string][] = [
    ['J, K', t('next, previous submission')],
    ['M, B', t('next, previous task')],
  ];
  const looking: [string, string][] = [
    ['T, S, Q', t('table, by student, by task')],
    ['/', t('search')],
    ['H', t('hide or show names')],
    ['?', t('all keys')],
  ];
  const grouping: [string, string][] = [
    ['G', t('group what is alike')],
    ['A', t('grade the whole group')],
  ];
  if (view === 'class') return [['J, K', t('next, previous submission')], ...looking];
  if (view === 'student') return [...grading, ...moving, ...looking];
  return [...grading, ...grouping, ...moving, ...looking];
}
