import { readFile } from 'node:fs/promises';
import { checkReportSchema, type CheckReport } from './checkReport';
import { hasCode } from './errorCode';

/** The report in a file; undefined where there is none. One that cannot be read is as good as none: the next check replaces it. */
export async function readCheckReport(file: string): Promise<CheckReport | undefined> {
  try {
    return checkReportSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
