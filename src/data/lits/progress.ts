import type { Progress } from '../../protocol/events';
import type { Work } from '../source';

const bytesInMegabyte = 1e6;

/** Tells of bytes in megabytes, each megabyte once. The work's progress is then counted in `MB`. */
export function progressInMegabytes(
  { onProgress }: Work,
  phase: Progress['phase'],
  text: string,
): (done: number, total?: number) => void {
  let told = -1;
  return (done, total = done) => {
    const megabytes = Math.floor(done / bytesInMegabyte);
    if (megabytes === told && done !== total) return;
    told = megabytes;
    onProgress?.({
      phase,
      text,
      unit: 'MB',
      done: done === total ? total / bytesInMegabyte : megabytes,
      total: Math.max(total, 1) / bytesInMegabyte,
    });
  };
}
