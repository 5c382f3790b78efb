interface ByEpochOrStep {
  /** What is counted: epochs done (default), or steps done. In a composition, only beside `schedules`. */
  by?: 'epoch' | 'step';
}

/** The learning rate times `factor` for `totalIters` epochs or steps, then as it was given: `ConstantLR`. */
export interface ConstantSchedule extends ByEpochOrStep {
  name: 'constant';
  /** From 0. Default: 1/3. */
  factor?: number;
  /** Whole number from 1. Default: 5. */
  totalIters?: number;
}

/** From the learning rate times `startFactor` to it times `endFactor`, in a line: warm-up. `LinearLR`. */
export interface LinearSchedule extends ByEpochOrStep {
  name: 'linear';
  /** Above 0, to 1. Default: 1/3. */
  startFactor?: number;
  /** 0 to 1. Default: 1. */
  endFactor?: number;
  /** Whole number from 1. Default: 5. */
  totalIters?: number;
}

/** The learning rate times `gamma` after every `stepSize` epochs or steps: `StepLR`. */
export interface StepSchedule extends ByEpochOrStep {
  name: 'step';
  /** Whole number from 1. */
  stepSize: number;
  /** From 0. Default: 0.1. */
  gamma?: number;
}

/** The learning rate times `gamma` after each of these numbers of epochs or steps: `MultiStepLR`. */
export interface MultiStepSchedule extends ByEpochOrStep {
  name: 'multiStep';
  /** Whole numbers from 1, rising. */
  milestones: number[];
  /** From 0. Default: 0.1. */
  gamma?: number;
}

/** The learning rate times `gamma` after each epoch or step: `ExponentialLR`. */
export interface ExponentialSchedule extends ByEpochOrStep {
  name: 'exponential';
  /** From 0. */
  gamma: number;
}

/** Down to `minLearningRate` along half a cosine of `tMax` epochs or steps: `CosineAnnealingLR`. */
export interface CosineSchedule extends ByEpochOrStep {
  name: 'cosine';
  /** Whole number from 1. Default: all epochs or steps of the run. */
  tMax?: number;
  /** From 0. Default: 0. */
  minLearningRate?: number;
}

/** As `cosine`, but back at the top after `t0` epochs or steps; each time takes `tMult` times as long. `CosineAnnealingWarmRestarts`. */
export interface CosineRestartsSchedule extends ByEpochOrStep {
  name: 'cosineRestarts';
  /** Whole number from 1. */
  t0: number;
  /** Whole number from 1. Default: 1. */
  tMult?: number;
  /** From 0. Default: 0. */
  minLearningRate?: number;
}

/** Up to `maxLearningRate`, then down to almost nothing, the momentum the other way round: `OneCycleLR`. */
export interface OneCycleSchedule {
  name: 'oneCycle';
  /** What is counted: steps done (default), or epochs done. In a composition, only beside `schedules`. */
  by?: 'epoch' | 'step';
  /** Above 0. Default: the learning rate of the optimizer. */
  maxLearningRate?: number;
  /** Whole number from 2. Default: all steps or epochs of the run. */
  totalSteps?: number;
  /** Share of the way up, above 0 and below 1. Default: 0.3. */
  pctStart?: number;
  /** Along a cosine or a line. Default: `'cos'`. */
  annealStrategy?: 'cos' | 'linear';
  /** Down to where it began first, then further. Default: false. */
  threePhase?: boolean;
  /** It begins at `maxLearningRate` divided by this, above 0. Default: 25. */
  divFactor?: number;
  /** It ends at its beginning divided by this, above 0. Default: 1e4. */
  finalDivFactor?: number;
  /** Moves `momentum`, or the first of `betas`, too. Default: true. */
  cycleMomentum?: boolean;
  /** 0 to below 1. Default: 0.85. */
  baseMomentum?: number;
  /** 0 to below 1. Default: 0.95. */
  maxMomentum?: number;
}

/** Metrics that steer a run. F1 is the mean over the classes; what begins with `val` is of the validation split. */
export type MonitoredMetric =
  'valLoss' | 'valAccuracy' | 'valBalancedAccuracy' | 'valF1' | 'loss' | 'accuracy';

/** The learning rate times `factor` when a metric has not got better for more than `patience` validations: `ReduceLROnPlateau`. */
export interface PlateauSchedule {
  name: 'plateau';
  /** Default: `'valLoss'`. */
  metric?: MonitoredMetric;
  /** Which way is better. Default: `'min'` for a loss, `'max'` for everything else. */
  mode?: 'min' | 'max';
  /** Above 0, below 1. Default: 0.1. */
  factor?: number;
  /** Whole number from 0. Default: 10. */
  patience?: number;
  /** How much better counts, from 0. Default: 1e-4. */
  threshold?: number;
  /** `'rel'`: as a share of the best so far; `'abs'`: as a difference. Default: `'rel'`. */
  thresholdMode?: 'rel' | 'abs';
  /** Validations to wait after each reduction, from 0. Default: 0. */
  cooldown?: number;
  /** From 0. Default: 0. */
  minLearningRate?: number;
  /** A smaller change is left out, from 0. Default: 1e-8. */
  epsilon?: number;
}

/** What the learning rate of the optimizer is multiplied by after so many epochs or steps: `LambdaLR`. */
export type ScheduleFunction = (count: number) => number;

/** A schedule that may be a part of another one. */
export type SchedulePart =
  | ScheduleFunction
  | ConstantSchedule
  | LinearSchedule
  | StepSchedule
  | MultiStepSchedule
  | ExponentialSchedule
  | CosineSchedule
  | CosineRestartsSchedule
  | OneCycleSchedule;

/** One schedule after the other, each from the optimizer's learning rate: `SequentialLR`. */
export interface SequentialSchedule extends ByEpochOrStep {
  name: 'sequential';
  /** Two or more. */
  schedules: SchedulePart[];
  /** Where the second, third, … begins: whole numbers from 1, rising, one fewer than there are schedules. */
  milestones: number[];
}

/** Several schedules at once, each changing what the one before has made: `ChainedScheduler`. */
export interface ChainedSchedule extends ByEpochOrStep {
  name: 'chained';
  /** One or more. */
  schedules: SchedulePart[];
}

/** How the learning rate changes. What is left out has PyTorch's default. A function counts steps. */
export type ScheduleSettings = SchedulePart | PlateauSchedule | SequentialSchedule | ChainedSchedule;
