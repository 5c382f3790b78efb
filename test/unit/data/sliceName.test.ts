import { describe, expect, it } from 'vitest';
import { sliceName } from '../../../src/data/sliceName';

describe('patient and slice of a picture', () => {
  it.each([
    ['volumes/volume-12_34.png', 'volume-12', 34],
    ['volume-12_034.png', 'volume-12', 34],
    ['volumes/volume-12/slice-034.png', 'volume-12', 34],
    ['liver_7/12.png', 'liver_7', 12],
    ['volume-3_slice_001.PNG', 'volume-3', 1],
  ])('reads %s', (path, patient, slice) => {
    expect(sliceName(path)).toEqual({ patient, slice });
  });

  it.each([
    ['volumes/034.png', 34],
    ['train_00012.png', 12],
    ['train-012.png', 12],
    ['volumes/volume-12.png', 12],
    ['volumes/picture.png', 0],
    ['picture_99999999999999999999.png', 0],
  ])('does not guess a patient for %s', (path, slice) => {
    expect(sliceName(path)).toEqual({ patient: undefined, slice });
  });
});
