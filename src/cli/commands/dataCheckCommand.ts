import { resolve } from 'node:path';
import { dataCheckReport } from '../../evaluate/dataCheckReport';
import { writeFileAtomic } from '../../files/atomicFile';
import { t } from '../../words';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { dataFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';

export interface DataCheckOptions {
  data?: string;
  /** File for the page. */
  out?: string;
}

/** `lits data check` */
export async function checkData({ data, out }: DataCheckOptions, io: Io, view: View): Promise<ExitCode> {
  const folder = await dataFolder(data, io.cwd, resolve(io.cwd, '.'));
  const check = await runJob('checkData', { data: folder }, io, view);
  const report = dataCheckReport(check);
  const file = out === undefined ? undefined : resolve(io.cwd, out);
  if (file !== undefined) await writeFileAtomic(file, report);
  view.result(
    { kind: 'checkData', ...check },
    file === undefined ? report.trimEnd() : t('Written: {0}', file),
  );
  return check.findings.some(({ severity }) => severity === 'error') ? exitCode.failed : exitCode.ok;
}
