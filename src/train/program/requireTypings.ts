import { existsSync } from 'node:fs';
import path from 'node:path';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';

/** @throws FailureError when this installation lacks the declarations that student code is checked with: no fault of the student's */
export function requireTypings(typings: string): void {
  if (existsSync(path.join(typings, 'lits.d.ts'))) return;
  throw new FailureError({
    what: t('The type declarations of this installation are missing.'),
    why: t('{0} does not hold them.', typings),
    next: t('Install LiTS Lab again, or run npm run build where it was built from source.'),
  });
}
