import path from 'node:path';
import { FailureError } from '../protocol/failure';
import { t } from '../words';

/** An archive that cannot be unpacked, or must not be. */
export class ZipError extends FailureError {
  override name = 'ZipError';

  constructor(archive: string, why: string, next?: string, cause?: unknown) {
    super(
      {
        what: t('{0} was not unpacked.', path.basename(archive)),
        why,
        next: next ?? t('Nothing of it was kept. Get the archive again, from a source that you trust.'),
      },
      cause,
    );
  }
}
