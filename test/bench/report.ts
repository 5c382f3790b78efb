import type { DataReport } from './data';

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
  data?: DataReport;
  activation?: { loadMillis: number; activateMillis: number; runs: number };
  bundles?: { file: string; bytes: number; gzipBytes: number }[];
}

export interface ContestantReport {
  name: string;
  medianMillis: number;
  fastestMillis: number;
  imagesPerSecond: number;
  steps: number;
  /** Loss of the last step: a check that all of them learn the same thing. */
  loss: number;
  peakRssBytes: number;
}

export interface TrainingReport {
  model: string;
  batch: number;
  side: number;
  threads: number;
  engine: ContestantReport & { backend: string; device: string };
  /** Absent where no Python with PyTorch was found. */
  torch?: { version: string; contestants: ContestantReport[] };
  /** Step time of the faster PyTorch over ours: above 1 we are ahead. */
  ratio?: number;
  /** The same of the fastest steps: what an otherwise quiet machine would show. */
  ratioOfFastest?: number;
}
