import type { DataBrowserReport } from './dataBrowser';
import type { DataReport } from './data';
import type { LaboratoryReport } from './laboratory';
import type { ComparisonReport } from './comparison';
import type { MetricsReport } from './metrics';
import type { AugmentationReport } from './training/augmentation';
import type { StartParts } from './training/contestant';
import type { Mode } from './training/modes';
import type { OpeningReport } from './opening';
import type { VolumesReport } from './volumes';

/** What one run of the benchmarks measured. Times are medians in milliseconds. */
export interface BenchReport {
  machine: {
    cpu: string;
    cores: number;
    node: string;
    /** Processes that wanted to run, over the minute before: on a quiet machine, well below 1. */
    loadBefore: number;
  };
  training?: TrainingReport[];
  augmentation?: AugmentationReport;
  start?: StartReport;
  memory?: MemoryReport[];
  data?: DataReport;
  opening?: OpeningReport;
  volumes?: VolumesReport;
  metrics?: MetricsReport;
  comparison?: ComparisonReport;
  laboratory?: LaboratoryReport;
  dataBrowser?: DataBrowserReport;
  activation?: { loadMillis: number; activateMillis: number; runs: number };
  bundles?: { file: string; bytes: number; gzipBytes: number }[];
}

export interface ContestantReport {
  name: string;
  medianMillis: number;
  fastestMillis: number;
  /** Of our own: the part of a step that is not spent inside ONNX Runtime. */
  outsideMillis?: number;
  imagesPerSecond: number;
  steps: number;
  /** Loss of the last step, or a logit of the last prediction. */
  value: number;
  peakRssBytes: number;
}

export interface TrainingReport {
  model: string;
  batch: number;
  side: number;
  threads: number;
  backend: string;
  device: string;
  /** Absent where no Python with PyTorch was found. */
  torchVersion: string | undefined;
  modes: ModeReport[];
}

export interface ModeReport {
  mode: Mode;
  engine: ContestantReport;
  torch: ContestantReport[];
  /** Step time of the faster PyTorch over ours: above 1 we are ahead. */
  ratio?: number;
  /** The same of the fastest steps: what an otherwise quiet machine would show. */
  ratioOfFastest?: number;
}

/** From the start of a process to the end of its first training step. */
export interface StartReport {
  model: string;
  batch: number;
  threads: number;
  starts: number;
  millis: number;
  parts: StartParts;
  torch: { name: string; millis: number }[];
}

export interface MemoryReport {
  model: string;
  batch: number;
  steps: number;
  peakRssBytes: number;
  /** Resident memory in the last tenth of the steps over that in the first, medians. */
  growthBytes: number;
  /** Tensors alive at the end over those after the first turn. */
  tensorsGrowth: number;
}
