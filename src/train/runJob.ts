import { FailureError, messageOf, toFailure } from '../protocol/failure';
import { failureText } from '../protocol/failureText';
import type { RunRecord } from '../protocol/run';
import { runLog, RunLogWriter, setAsideUnbegun, type RunEnd, type RunWriter } from '../runs';
import { t } from '../words';
import type { JobContext } from './context';
import type { Log } from './program';

/** Where a training logs. */
export interface Logs {
  log: Log;
  /** For what only the log of the run is to say. */
  kept: RunLogWriter;
}

/**
 * Does the work of a run, and writes into its record how it ended. A run that was stopped is no error: its record says so.
 * @param unchanged how a run had ended that was to go on, where the work has not come to that: it stays so
 * @throws FailureError, after the run's record has been closed with it.
 */
export async function recordingItsEnd(
  writer: RunWriter,
  context: JobContext,
  work: (logs: Logs) => Promise<'done' | 'stopped'>,
  unchanged: () => RunEnd | undefined = () => undefined,
): Promise<RunRecord> {
  const { emit, signal } = context;
  const kept = new RunLogWriter(runLog(writer.folder), (error) =>
    emit({ type: 'log', level: 'warning', text: t('The log cannot be written: {0}', messageOf(error)) }),
  );
  const log: Log = (level, text) => {
    kept.add(level, text);
    emit({ type: 'log', level, text });
  };
  try {
    const state = await work({ log, kept }).finally(() => kept.end());
    if (state === 'stopped' && signal.reason instanceof FailureError) throw signal.reason;
    await writer.end({ state });
    return writer.record;
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof FailureError)) {
      await writer.end(unchanged() ?? { state: 'stopped' });
      return writer.record;
    }
    const failure = toFailure(error);
    kept.add('error', failureText(failure));
    kept.end();
    try {
      await writer.end(unchanged() ?? { state: 'failed', failure });
      await setAsideUnbegun(writer.folder);
    } catch (second) {
      emit({
        type: 'log',
        level: 'error',
        text: t("The run's end could not be written: {0}", String(second)),
      });
    }
    throw error instanceof FailureError ? error : new FailureError(failure, error);
  }
}
