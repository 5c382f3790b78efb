import { describe, expect, it } from 'vitest';
import { evaluationText } from '../../../src/cli/commands/evaluateCommand';
import { remarkText } from '../../../src/evaluate/remarkText';
import type { DataDoubt } from '../../../src/protocol/dataSet';
import { evaluation } from './fixtures';

describe('an evaluation in a terminal', () => {
  const text = evaluationText(evaluation);

  it('says what was measured: split, slices, volumes, weights, data set', () => {
    expect(text).toContain('216 slices of 9 volumes (test)');
    expect(text).toContain('Weights: best. Data set 3f2a9c.');
  });

  it('gives accuracy with its interval, beside the majority baseline', () => {
    expect(text).toMatch(/accuracy +85\.7% +95% interval \d+\.\d% to \d+\.\d%/);
    expect(text).toMatch(/majority baseline +40\.3%/);
  });

  it('ends with what a student may overlook', () => {
    expect(text).toMatch(/Few volumes \(9\)/);
  });
});

describe('an evaluation on a data set whose split is doubtful', () => {
  const on = (...doubts: DataDoubt[]) =>
    evaluationText({ ...evaluation, provenance: { ...evaluation.provenance, doubts } });

  it('says that volumes are not known and intervals too narrow, and counts no patients', () => {
    const text = on({ id: 'volumesUnknown', pictures: 216 });
    expect(text).toContain('216 slices, volumes not known (test)');
    expect(text).toMatch(/Volumes are not known[^\n]*216 pictures[^\n]*Intervals are too narrow/);
    expect(text).not.toContain('Few volumes');
  });

  it('says that slices of one patient are in train and test: figures look better than they are', () => {
    const text = on({ id: 'patientsShared', patients: 1, example: 'volume-0', splits: ['train', 'test'] });
    expect(text).toContain(
      'Slices of one patient (volume-0) are in train and test: figures look better than they are. Keep all slices of a patient in one split, and train again.',
    );
  });

  it('says nothing of patients that other splits share', () => {
    const text = on({ id: 'patientsShared', patients: 2, example: 'volume-0', splits: ['train', 'val'] });
    expect(text).not.toContain('more than one split');
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
