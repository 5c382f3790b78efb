export interface FetchingOptions<Value> {
  /** Gets values by their places; of a place that it leaves out there is none. */
  fetch: (places: number[]) => Promise<readonly (readonly [place: number, value: Value])[]>;
  /** As many places as are asked for together. */
  batch: number;
  /** Questions at the same time. */
  atOnce: number;
  /** Values that are kept. The ones that were wanted longest ago are forgotten first. */
  kept: number;
  onCome: () => void;
}

/** Gets what is in sight, and only that: what is not wanted any more when its turn comes is not asked for. */
export class Fetching<Value> {
  private values = new Map<number, Value | undefined>();
  private readonly asked = new Set<number>();
  private wanted: readonly number[] = [];
  private questions = 0;

  constructor(private readonly options: FetchingOptions<Value>) {}

  get(place: number): Value | undefined {
    return this.values.get(place);
  }

  /** @param places what is in sight now, the most urgent first */
  want(places: readonly number[]): void {
    this.wanted = places;
    for (const place of places) {
      if (!this.values.has(place)) continue;
      const value = this.values.get(place);
      this.values.delete(place);
      this.values.set(place, value);
    }
    this.askNext();
  }

  /** The data is another. */
  forget(): void {
    this.values = new Map();
    this.wanted = [];
  }

  private askNext(): void {
    const { batch, atOnce } = this.options;
    while (this.questions < atOnce) {
      const next = this.wanted
        .filter((place) => !this.values.has(place) && !this.asked.has(place))
        .slice(0, batch);
      if (next.length === 0) return;
      void this.ask(next);
    }
  }

  private async ask(places: number[]): Promise<void> {
    const { fetch, kept, onCome } = this.options;
    const { values } = this;
    this.questions++;
    for (const place of places) this.asked.add(place);
    try {
      const come = new Map(await fetch(places));
      for (const place of places) values.set(place, come.get(place));
    } catch (error) {
      // Asked again, it would fail again.
      for (const place of places) values.set(place, undefined);
      throw error;
    } finally {
      this.questions--;
      for (const place of places) this.asked.delete(place);
      for (const place of values.keys()) {
        if (values.size <= kept) break;
        values.delete(place);
      }
      onCome();
      this.askNext();
    }
  }
}
