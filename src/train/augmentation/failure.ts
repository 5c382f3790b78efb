import path from 'node:path';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import { settingPosition, type Program } from '../program';

/** A failure with the line of `augment`, where it is known. */
export function augmentFailure(program: Program, what: string, cause?: unknown): FailureError {
  const position = settingPosition(program, 'augment');
  return new FailureError(
    {
      what,
      next: position
        ? t('Look at {0}, line {1}.', path.basename(position.file), String(position.line))
        : t('Look at the pipeline that augment names in defineTraining.'),
      problems: position ? [{ ...position, severity: 'error', message: what, source: 'runtime' }] : [],
    },
    cause,
  );
}
