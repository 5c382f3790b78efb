import * as z from 'zod';
import { t } from '../words';
import type { Failure } from './run';

/** Grows with each change of a message that a program of the version before would misread. */
export const protocolVersion = 1;

/** Part of every message: the version of the protocol that it is written in. */
export const versionedSchema = z.object({ protocol: z.number().int().positive() });

/** The version that a message says; undefined for one from before versions had numbers. */
export function versionOf(message: unknown): number | undefined {
  const said = versionedSchema.safeParse(message);
  return said.success ? said.data.protocol : undefined;
}

/** What to tell where a worker and its client speak different versions. */
export function versionConflict(versions: {
  worker: number | undefined;
  client: number | undefined;
}): Failure | undefined {
  const { worker, client } = versions;
  if (worker === client) return undefined;
  const named = (version: number | undefined) =>
    version === undefined ? t('a version from before versions had numbers') : t('version {0}', version);
  return {
    what: t('The process for the work comes from another version of LiTS Lab than this program.'),
    why: t('The process speaks {0} of the protocol, this program {1}.', named(worker), named(client)),
    next: t('Reload the window, or build again. What the process does goes on, and is saved.'),
    problems: [],
  };
}
