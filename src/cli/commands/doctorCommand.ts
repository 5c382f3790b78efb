import { resolve } from 'node:path';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { optionalDataFolder } from '../places';
import { runJob } from '../runJob';
import { texts } from '../texts';
import type { View } from '../view/view';

/** `lits doctor` */
export async function doctor(options: { data?: string }, io: Io, view: View): Promise<ExitCode> {
  const data = options.data ? resolve(io.cwd, options.data) : await optionalDataFolder(io.cwd);
  const report = await runJob('doctor', { data }, io, view);
  const lines = report.findings.flatMap(({ status, text, next }) => [
    `${texts.doctor.status[status].padEnd(8)} ${text}`,
    ...(next ? [`${' '.repeat(9)}${next}`] : []),
  ]);
  view.result(report, lines.join('\n'));
  return report.findings.some(({ status }) => status === 'error') ? exitCode.failed : exitCode.ok;
}
