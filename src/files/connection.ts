import { t } from '../words';

/** A connection that ends when nothing comes any more. */
export interface Connection {
  signal: AbortSignal;
  /** Something has come. */
  isAlive(): void;
  end(): void;
}

/** Ends a connection when the caller gives up, or when nothing has come for `stallMs`. */
export function watch({ signal, stallMs = 30_000 }: { signal?: AbortSignal; stallMs?: number }): Connection {
  const ending = new AbortController();
  const stalled = () => {
    ending.abort(new Error(t('Nothing has come for {0} seconds.', Math.round(stallMs / 1000))));
  };
  const timer = setTimeout(stalled, stallMs);
  return {
    signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal,
    isAlive: () => void timer.refresh(),
    end: () => {
      clearTimeout(timer);
      ending.abort();
    },
  };
}
