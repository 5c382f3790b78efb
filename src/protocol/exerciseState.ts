import * as z from 'zod';

/**
 * How an exercise of a submission stands. `missing`: the submission has no file of it. `failed`: it could not be read or checked, which says
 * nothing about the work. `open`: it was not checked yet.
 */
export const exerciseStateSchema = z.enum(['checked', 'missing', 'failed', 'open']);
