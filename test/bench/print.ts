import type { BenchReport, ContestantReport, MemoryReport, StartReport, TrainingReport } from './report';
import type { StepMillis } from './training/augmentation';
import type { StartParts } from './training/contestant';
import type { Mode } from './training/modes';

/** Load above which a comparison of medians says more about the other programs. */
const busyLoad = 1;
const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0);

/** Prints a report as text to standard output. */
export function printReport(report: BenchReport): void {
  const { machine, training, augmentation, start, memory, data } = report;
  const { opening, volumes, metrics, comparison, laboratory, dataBrowser, activation, bundles } = report;
  console.log(`\n${machine.cpu}, ${machine.cores} physical cores, Node.js ${machine.node}`);
  if (machine.loadBefore > busyLoad)
    console.log(
      `The machine was busy (load ${machine.loadBefore.toFixed(1)}): threads that wait for each other suffer most, so compare the fastest steps.`,
    );
  for (const comparison of training ?? []) printTraining(comparison);
  if (augmentation) {
    const { batch, threads, steps, millis, fastestMillis, added, ...alone } = augmentation;
    const both = (of: keyof StepMillis) => `${millis[of].toFixed(0)} ms (${fastestMillis[of].toFixed(0)})`;
    console.log(
      `\nAugmentation (rotation, shift, scale, noise): small-cnn, batch ${batch}, ${threads} threads: a step takes ${both('asTheyAre')} on slices as they are, ${both('augmentedBefore')} on slices that were augmented before, ${both('augmented')} while they are augmented: ${(100 * added).toFixed(1)} % added (medians of ${steps} steps, in brackets the fastest). A batch alone, in one thread: ${alone.aloneMillis.toFixed(1)} ms (${alone.fastestAloneMillis.toFixed(1)}).`,
    );
  }
  if (start) printStart(start);
  if (memory) printMemory(memory);
  if (data)
    console.log(
      `\nData (${data.slices} slices): draws ${data.drawImagesPerSecond.toFixed(0)}, packs ${data.packImagesPerSecond.toFixed(0)}, reads ${data.readImagesPerSecond.toFixed(0)} slices/s (median of ${data.epochs} epochs); opens again in ${data.reopenMillis.toFixed(0)} ms`,
    );
  if (data?.torchImagesPerSecond !== undefined)
    console.log(
      `PyTorch's DataLoader over the PNG files, with Pillow: ${data.torchImagesPerSecond.toFixed(0)} slices/s; packed slices come ${(data.readImagesPerSecond / data.torchImagesPerSecond).toFixed(1)} times as fast`,
    );
  if (opening) {
    const { slices, firstMillis, againMillis, againClockMillis, afterwardsMillis, rounds } = opening;
    const millis = (value: number) => `${value.toFixed(0)} ms`;
    console.log(
      `A packed data set of ${slices} slices opens again in ${millis(againMillis)} of processor time (${millis(againClockMillis)} on the clock); all pictures are looked at in ${millis(firstMillis)} before the first opening, in ${millis(afterwardsMillis)} while it is in use (medians of ${rounds})`,
    );
  }
  for (const { kind, seconds, nibabelSeconds } of volumes?.kinds ?? []) {
    const other =
      nibabelSeconds === undefined
        ? 'no Python with nibabel and Pillow to compare with'
        : `nibabel and Pillow ${nibabelSeconds.toFixed(2)} s, ${(nibabelSeconds / seconds).toFixed(2)} times as long`;
    console.log(
      `\nPrepare from volumes (${volumes?.volumes} of .${kind}, ${volumes?.slices} slices, ${volumes?.workers} workers): ${seconds.toFixed(2)} s; ${other} (medians of ${volumes?.rounds})`,
    );
  }
  if (metrics)
    console.log(
      `\nMetrics: ${metrics.slices} slices of ${metrics.volumes} volumes with ${metrics.resamples} resamples in ${(metrics.millis / 1000).toFixed(2)} s, ${(metrics.processorMillis / 1000).toFixed(2)} s of processor time (median of ${metrics.runs})`,
    );
  if (dataBrowser) {
    const { slices, jumps, ...millis } = dataBrowser;
    console.log(`\nData browser: ms on tables of ${slices} slices (medians of ${jumps} jumps)`);
    console.table(
      Object.fromEntries(Object.entries(millis).map(([what, value]) => [what, Number(value.toFixed(1))])),
    );
  }
  if (comparison)
    console.log(
      `\nComparison of runs: ${comparison.runs} of ${comparison.steps} steps read and told in ${comparison.seconds.toFixed(1)} s; the longest turn ${comparison.longestTurnMillis.toFixed(0)} ms, ${comparison.longestTurnProcessorMillis.toFixed(0)} ms of processor time`,
    );
  if (laboratory) {
    console.log(
      `\nAugmentation laboratory: a change, that is ${laboratory.samples} samples of 256x256 with what changed in them (medians of ${laboratory.changes})`,
    );
    console.table(
      Object.entries(laboratory.times)
        .sort(([, a], [, b]) => b.millis - a.millis)
        .map(([transform, { millis, firstMillis }]) => ({
          transform,
          'all ms': Math.round(millis),
          'first ms': Math.round(firstMillis),
        })),
    );
  }
  if (activation)
    console.log(
      `\nExtension: loads in ${activation.loadMillis.toFixed(1)} ms, activates in ${activation.activateMillis.toFixed(1)} ms (medians of ${activation.runs})`,
    );
  if (bundles) {
    console.log('\nBundles');
    console.table(
      bundles.map(({ file, bytes, gzipBytes }) => ({
        file,
        MiB: mebibytes(bytes),
        'gzip MiB': mebibytes(gzipBytes),
      })),
    );
  }
}

const titles: Readonly<Record<Mode, string>> = {
  train: 'Training with Adam',
  evaluate: 'Evaluation (loss and accuracy)',
  predict: 'Prediction',
};

function printTraining({ model, batch, side, threads, torchVersion, modes }: TrainingReport): void {
  for (const { mode, engine, torch, ratio, ratioOfFastest } of modes) {
    console.log(`\n${titles[mode]}: ${model}, batch ${batch}, ${side}x${side}x1, ${threads} threads`);
    console.table([engine, ...torch].map(contestantRow));
    if (engine.outsideMillis !== undefined)
      console.log(
        `Outside ONNX Runtime: ${engine.outsideMillis.toFixed(1)} ms, ${((100 * engine.outsideMillis) / engine.medianMillis).toFixed(1)} % of a step (medians).`,
      );
    if (ratio && ratioOfFastest)
      console.log(
        `PyTorch ${torchVersion}, in its faster layout, needs ${ratio.toFixed(2)} times our step time (medians; ${ratioOfFastest.toFixed(2)} times for the fastest steps).`,
      );
    else console.log('No Python with PyTorch was found to compare with.');
  }
}

const partNames: Readonly<Record<keyof StartParts, string>> = {
  modules: 'Node.js and modules',
  engine: 'loading ONNX Runtime',
  model: 'layers and random weights',
  recording: 'recording and writing the graph',
  compiling: 'compiling it',
  running: 'running it',
};

function printStart({ model, batch, threads, starts, millis, parts, torch }: StartReport): void {
  console.log(
    `\nStart to first step: ${model}, batch ${batch}, ${threads} threads: ${millis.toFixed(0)} ms (medians of ${starts} starts)`,
  );
  console.table(
    Object.entries(partNames).map(([part, name]) => ({
      part: name,
      ms: parts[part as keyof StartParts].toFixed(0),
    })),
  );
  console.log(`Before the graph first runs: ${(millis - parts.running).toFixed(0)} ms.`);
  for (const { name, millis: other } of torch) console.log(`${name}: ${other.toFixed(0)} ms`);
}

function printMemory(reports: readonly MemoryReport[]): void {
  console.log('\nMemory of a training');
  console.table(
    reports.map(({ model, batch, steps, peakRssBytes, growthBytes, tensorsGrowth }) => ({
      model,
      batch,
      steps,
      'peak MiB': mebibytes(peakRssBytes),
      'growth MiB': (growthBytes / 2 ** 20).toFixed(1),
      'more tensors': tensorsGrowth,
    })),
  );
}

function contestantRow(contestant: ContestantReport) {
  return {
    name: contestant.name,
    'median ms': contestant.medianMillis.toFixed(1),
    'fastest ms': contestant.fastestMillis.toFixed(1),
    'slices/s': contestant.imagesPerSecond.toFixed(1),
    steps: contestant.steps,
    value: contestant.value.toFixed(4),
    'peak MiB': mebibytes(contestant.peakRssBytes),
  };
}
