import { describe, expect, it } from 'vitest';
import { evaluationText } from '../../../src/cli/commands/evaluateCommand';
import { remarkText } from '../../../src/evaluate/remarkText';
import { evaluation } from './fixtures';

describe('an evaluation in a terminal', () => {
  const text = evaluationText(evaluation);

  it('says what was measured: split, slices, volumes, weights, data set', () => {
    expect(text).toContain('216 slices of 9 patients (test)');
    expect(text).toContain('Weights: best. Data set 3f2a9c.');
  });

  it('gives accuracy with its interval, beside the majority baseline', () => {
    expect(text).toMatch(/accuracy +85\.7% +95 % interval \d+\.\d% to \d+\.\d%/);
    expect(text).toMatch(/majority baseline +40\.3%/);
  });

  it('ends with what a student may overlook', () => {
    expect(text).toMatch(/Few volumes \(9\)/);
  });
});

describe('a remark', () => {
  it('names the class that an average hides', () => {
    expect(remarkText({ id: 'hiddenRecall', name: 'lesion', recall: 0.5, accuracy: 0.9 })).toBe(
      'The accuracy of 90.0% hides that only 50.0% of "lesion" is found.',
    );
  });

  it('names the runs whose test scores were known before', () => {
    expect(remarkText({ id: 'trainedAfterTest', names: ['a', 'b'] })).toContain('(a, b)');
  });
});
