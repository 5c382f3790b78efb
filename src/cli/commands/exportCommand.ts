import { basename, resolve } from 'node:path';
import type { ExportJob } from '../../protocol/jobs/exportJob';
import { exportName } from '../../runs';
import { decimals, t } from '../../words';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';

export interface ExportOptions {
  format: ExportJob['format'];
  checkpoint: ExportJob['checkpoint'];
  out?: string;
}

const sizeText = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${decimals(bytes / 1e6, 1)} MB`;

/** `lits export RUN` */
export async function exportModel(run: string, options: ExportOptions, io: Io, view: View): Promise<void> {
  const runDir = await existingRunFolder(run, io.cwd);
  const { format, checkpoint } = options;
  const out = resolve(io.cwd, options.out ?? exportName(basename(runDir), format));
  const result = await runJob('export', { runDir, checkpoint, format, out }, io, view);
  view.result(
    { kind: 'export', ...result },
    t(
      '{0} ({1}). It was loaded again and predicts what the run predicts.',
      result.path,
      sizeText(result.bytes),
    ),
  );
}
