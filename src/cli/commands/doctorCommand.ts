import { t } from '../../words';
import type { DoctorReport } from '../../protocol/jobs/machineJobs';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { optionalDataFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';

/** `lits doctor` */
export async function doctor(options: { data?: string }, io: Io, view: View): Promise<ExitCode> {
  const data = options.data
    ? await existingPath(options.data, io.cwd, 'folder')
    : await optionalDataFolder(io.cwd);
  const report = await runJob('doctor', { data }, io, view);
  const lines = report.findings.flatMap(({ status, text, next }) => [
    `${statusText(status).padEnd(8)} ${text}`,
    ...(next ? [`${' '.repeat(9)}${next}`] : []),
  ]);
  view.result(report, lines.join('\n'));
  return report.findings.some(({ status }) => status === 'error') ? exitCode.failed : exitCode.ok;
}

function statusText(status: DoctorReport['findings'][number]['status']): string {
  const texts: Readonly<Record<typeof status, string>> = {
    ok: t('ok'),
    warning: t('warning'),
    error: t('error'),
    absent: '-',
  };
  return texts[status];
}
