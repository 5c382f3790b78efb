import type { SliceAddress, SliceColumns, SplitName } from '../../src/panels/data';

/** Which slices are shown. */
export interface SliceFilter {
  /** Undefined: all. */
  split: SplitName | undefined;
  /** Number of a volume; undefined: all. */
  volume: number | undefined;
  /** Class indices. */
  classes: readonly number[];
}

/** The slices of a data set in the order in which they are looked through: volume by volume, each from its lowest slice on. */
export class SliceList {
  /** Places of slices, as the columns have them. */
  readonly order: Int32Array;
  /** Where in `order` each place stands. */
  private readonly rank: Int32Array;
  /** Where in `order` each volume begins; the last is the number of all slices. */
  private readonly begins: Int32Array;

  constructor(readonly columns: SliceColumns) {
    const { volume, volumes, slice } = columns;
    this.begins = new Int32Array(volumes.length + 1);
    for (const number of volume) this.begins[number + 1]++;
    for (let i = 1; i < this.begins.length; i++) this.begins[i] += this.begins[i - 1];
    this.order = new Int32Array(volume.length);
    const next = this.begins.slice();
    volume.forEach((number, place) => (this.order[next[number]++] = place));
    volumes.forEach(({ name }, number) => {
      // Where names tell no volume, their numbers say nothing, either: such slices stay in the order of the table.
      if (name !== undefined) this.slicesOf(number).sort((a, b) => slice[a] - slice[b] || a - b);
    });
    this.rank = new Int32Array(volume.length);
    this.order.forEach((place, rank) => (this.rank[place] = rank));
  }

  /** Places of a volume's slices, in their order. */
  slicesOf(volume: number): Int32Array {
    return this.order.subarray(this.begins[volume], this.begins[volume + 1]);
  }

  splitOf(place: number): SplitName {
    return this.columns.volumes[this.columns.volume[place]].split;
  }

  /** Places of the slices that pass, in their order. */
  filtered({ split, volume, classes }: SliceFilter): Int32Array {
    const { label, volumes, volume: volumeOf } = this.columns;
    const passes = volumes.map(
      (one, number) => (split ?? one.split) === one.split && (volume ?? number) === number,
    );
    return this.order.filter((place) => passes[volumeOf[place]] && classes.includes(label[place]));
  }

  /** Place of a slice; undefined where there is none. */
  find({ split, at }: SliceAddress): number | undefined {
    const { counts, file } = this.columns;
    const before = { train: 0, val: counts.train, test: counts.train + counts.val }[split];
    const place = typeof at === 'number' ? before + at : file.indexOf(at, before);
    return place >= before && place < before + counts[split] ? place : undefined;
  }

  /**
   * Where a number of steps lead from a slice.
   * @param among places in the order of this list; the slice need not be one of them
   * @returns the last one on the way where there are fewer; undefined where there is none at all
   */
  step(among: Int32Array, from: number, by: number): number | undefined {
    const after = this.positionIn(among, from);
    const target = by > 0 && among[after] !== from ? after + by - 1 : after + by;
    return among.at(Math.min(Math.max(target, 0), among.length - 1));
  }

  /** How many of some places come before a slice. */
  positionIn(among: Int32Array, place: number): number {
    let [low, high] = [0, among.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rank[among[middle]] < this.rank[place]) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The slice to begin with: one with a lesion, else with liver, in the middle of those of its volume; of the first such volume. */
  best(among: Int32Array): number | undefined {
    const { label, volume } = this.columns;
    const highest = among.reduce((most, place) => Math.max(most, label[place]), 0);
    const first = among.find((place) => label[place] === highest);
    const best = among.filter(
      (place) => first !== undefined && volume[place] === volume[first] && label[place] === highest,
    );
    return best[best.length >> 1];
  }
}
