import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTraining } from '../../../src/train/program';
import { typingsFolder } from './installation';
import { failureFrom, sentences, trainingFile, writeStudentFiles, patientDeadlines } from './student';

let typings: string;

beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

const logged: string[] = [];
const options = () => ({
  typings,
  deadlines: patientDeadlines,
  log: (_level: string, text: string) => void logged.push(text),
});

/** The failure of a program that has a right training and then this statement. */
async function failureOf(statement: string, deadlines = patientDeadlines) {
  const file = await writeStudentFiles({ 'train.ts': `${trainingFile()}${statement}\n` });
  return failureFrom(() => loadTraining(file, { ...options(), deadlines }));
}

const line = trainingFile().split('\n').length;

describe('whatever is thrown is told in a sentence with its place:', () => {
  it.each([
    ['a text', `throw 'too bad';`, 'too bad'],
    ['nothing', 'throw undefined;', 'undefined'],
    ['a symbol', `throw Symbol('stop');`, 'Symbol(stop)'],
    ['an object', 'throw { code: 5 };', '{ code: 5 }'],
    ['an object without a prototype', 'throw Object.create(null);', '[Object: null prototype] {}'],
    ['a tensor', 'throw tf.zeros([100000]);', 'Tensor'],
    ['an object that contains itself', 'const a: { a?: unknown } = {}; a.a = a; throw a;', 'Circular'],
    ['a proxy of an error', `throw new Proxy(new Error('inner'), {});`, 'Error: inner'],
    ['a proxy', `throw new Proxy({}, { getPrototypeOf() { throw new Error('trap'); } });`, '{}'],
  ])('%s', async (_name, statement, expected) => {
    const failure = await failureOf(statement);
    expect(failure.what).toMatch(/^Your code threw a value that is no error while running your file: /);
    expect(failure.what).toContain(expected);
    expect(failure.what).not.toMatch(/\n\s+at /);
    expect(failure.problems).toMatchObject([{ line }]);
    expect(failure.next).toContain('throw new Error');
  });

  it.each([
    ['an error with a getter that throws', `get() { throw new Error('inner'); }`],
    ['an error whose message is a number', 'value: 42'],
    ['an error whose message is an object', 'value: { toString() { throw new Error(); } }'],
  ])('%s', async (_name, descriptor) => {
    const failure = await failureOf(
      `const e = new Error('x'); Object.defineProperty(e, 'message', { ${descriptor} }); throw e;`,
    );
    expect(failure.what).toMatch(/^Your code (stopped with an error|threw a value)/);
  });

  it('an error with a getter that never ends is stopped by the deadline', async () => {
    const statement = `class Endless extends Error { override get message(): string { for (;;); } }\nthrow new Endless();`;
    const failure = await failureOf(statement, { setupMs: 300, stepMs: 300 });
    expect(failure.what).toContain('took longer than');
  });

  it('an error whose text is huge', async () => {
    const failure = await failureOf(`throw new Error('x'.repeat(50_000_000));`);
    expect(JSON.stringify(failure).length).toBeLessThan(20_000);
    expect(failure.problems).toMatchObject([{ line }]);
  });

  it('an error whose text would clear the screen', async () => {
    const failure = await failureOf(String.raw`throw new Error('\u001b[2J1.5 of 1.5 points');`);
    expect(sentences(failure)).toContain(String.raw`\u001b[2J1.5 of 1.5 points`);
    expect(JSON.stringify(failure)).not.toContain(String.raw`"\u001b`);
  });
});

describe('a setting that is a getter', () => {
  it('is read once', async () => {
    const text = trainingFile().replace('  epochs: 2,', '  get epochs() { return counted++; },');
    const file = await writeStudentFiles({ 'train.ts': text.replace('export', 'let counted = 1;\nexport') });
    const { settings } = await loadTraining(file, options());
    expect([settings.epochs, settings.epochs]).toEqual([1, 1]);
  });

  it('that throws is told with its line', async () => {
    const text = trainingFile().replace('  epochs: 2,', `  get epochs(): number { throw new Error('no'); },`);
    const file = await writeStudentFiles({ 'train.ts': text });
    const failure = await failureFrom(() => loadTraining(file, options()));
    expect(failure.what).toBe('Your code stopped with an error while reading your settings: no');
    expect(failure.problems).toHaveLength(1);
  });
});

describe('whatever is printed is printed:', () => {
  it.each([
    ['a value whose text throws', `console.log({ toString() { throw new Error(); } } + ''.slice(1))`, ''],
    ['a proxy', `console.log(new Proxy({}, { get() { throw new Error(); } }))`, '{}'],
    [
      'an object that contains itself',
      'const o: { o?: unknown } = {}; o.o = o; console.log(o)',
      '[Circular *1]',
    ],
    ['a huge tensor', 'console.log(tf.zeros([1000, 1000]))', 'Tensor'],
    [
      'an error with a getter',
      `console.log(Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } }))`,
      '',
    ],
  ])('%s', async (_name, statement, expected) => {
    logged.length = 0;
    const file = await writeStudentFiles({ 'train.ts': `${trainingFile()}try { ${statement}; } catch {}\n` });
    await loadTraining(file, options());
    expect(logged.join('\n')).toContain(expected);
  });
});
