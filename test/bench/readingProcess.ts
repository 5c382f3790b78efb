/**
 * Reads the packed training slices of a data set in shuffled batches of 16, as a training does, in a process of its own:
 * `readingProcess DATA EPOCHS` prints the slices a second of each epoch, after one that is not counted. As for PyTorch, an epoch is
 * the data set eight times, because it is small.
 */
import { openDataset } from '../../src/data';

const repeats = 8;

async function main(data: string, epochs: number): Promise<void> {
  const train = (await openDataset(data)).split('train');
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const start = performance.now();
    let read = 0;
    for (let round = 0; round < repeats; round++) {
      const shuffle = { seed: round, epoch };
      for await (const { labels } of train.batches({ batchSize: 16, shuffle })) read += labels.length;
    }
    if (epoch > 0) console.log((1000 * read) / (performance.now() - start));
  }
}

main(process.argv[2] ?? '', Number(process.argv[3])).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
