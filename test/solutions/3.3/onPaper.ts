export const inTraining = {
  mean: 4,
  variance: 9,
  output: [-1, 1 / 3, 1 / 3, 13 / 3],
  movingMean: 2,
  movingVariance: 4,
};

export const inEvaluation = {
  output: 4,
};
