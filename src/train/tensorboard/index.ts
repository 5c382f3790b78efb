import { existsSync } from 'node:fs';
import { messageOf } from '../../protocol/failure';
import { t } from '../../words';
import type { JobContext } from '../context';
import { EventFile, eventFiles } from './eventFile';

/**
 * A training in this context writes what it measures into an event file of its run, too, before anybody is told of it. It goes on
 * without the file when that cannot be written.
 */
export function withEventFile<C extends Pick<JobContext, 'emit'>>(context: C, runDir: string): C {
  const { emit } = context;
  let file: EventFile | undefined = new EventFile(runDir);
  return {
    ...context,
    emit: (event) => {
      try {
        if (event.type === 'metric') file?.add(event.line);
      } catch (error) {
        file = undefined;
        const text = t(
          'The training goes on without its TensorBoard file, which cannot be written: {0}',
          messageOf(error),
        );
        emit({ type: 'log', level: 'warning', text });
      }
      emit(event);
    },
  };
}

/** Whether a run has written an event file before. */
export function hasEventFile(runDir: string): boolean {
  return existsSync(runDir) && eventFiles(runDir).length > 0;
}
