import type { BenchReport, ContestantReport, TrainingReport } from './report';

/** Load above which a comparison of medians says more about the other programs. */
const busyLoad = 1;
const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0);

/** Prints a report as text to standard output. */
export function printReport(report: BenchReport): void {
  const { machine, training, data, activation, bundles } = report;
  console.log(`\n${machine.cpu}, ${machine.cores} physical cores, Node.js ${machine.node}`);
  if (machine.loadBefore > busyLoad)
    console.log(
      `The machine was busy (load ${machine.loadBefore.toFixed(1)}): threads that wait for each other suffer most, so compare the fastest steps.`,
    );
  for (const comparison of training ?? []) printTraining(comparison);
  if (data)
    console.log(
      `\nData (${data.slices} slices): draws ${data.drawImagesPerSecond.toFixed(0)}, packs ${data.packImagesPerSecond.toFixed(0)}, reads ${data.readImagesPerSecond.toFixed(0)} slices/s (median of ${data.epochs} epochs); opens again in ${data.reopenMillis.toFixed(0)} ms`,
    );
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

function printTraining({
  model,
  batch,
  side,
  threads,
  engine,
  torch,
  ratio,
  ratioOfFastest,
}: TrainingReport): void {
  console.log(`\nTraining ${model}, batch ${batch}, ${side}x${side}x1, Adam, ${threads} threads`);
  console.table([engine, ...(torch?.contestants ?? [])].map(contestantRow));
  if (torch && ratio && ratioOfFastest)
    console.log(
      `PyTorch ${torch.version}, in its faster layout, needs ${ratio.toFixed(2)} times our step time (medians; ${ratioOfFastest.toFixed(2)} times for the fastest steps).`,
    );
  else console.log('No Python with PyTorch was found to compare with.');
}

function contestantRow(contestant: ContestantReport) {
  return {
    name: contestant.name,
    'median ms': contestant.medianMillis.toFixed(1),
    'fastest ms': contestant.fastestMillis.toFixed(1),
    'slices/s': contestant.imagesPerSecond.toFixed(1),
    steps: contestant.steps,
    loss: contestant.loss.toFixed(4),
    'peak MiB': mebibytes(contestant.peakRssBytes),
  };
}
