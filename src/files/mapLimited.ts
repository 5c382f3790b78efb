/**
 * Maps items with an asynchronous function, at most `limit` at a time, started in order. After the first error nothing
 * new is started; what runs is awaited, then the error is thrown. An aborted `signal` throws its reason.
 */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  map: (item: Item, index: number) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const errors: unknown[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length && errors.length === 0) {
      const index = next++;
      try {
        signal?.throwIfAborted();
        results[index] = await map(items[index], index);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (errors.length > 0) throw errors[0];
  return results;
}
