import { join } from 'node:path';
import * as vscode from 'vscode';
import { rough, t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { settingsFor } from '../kit/settings';
import { doVisibleJob, type VisibleJobOptions } from '../kit/visibleJob';
import type { DeviceServices } from './selectDevice';

/**
 * Fetches ONNX Runtime's CUDA libraries into the extension's storage, after saying how much that is. What was there stays
 * until all of it has come.
 */
export async function installCudaRuntime(services: DeviceServices): Promise<void> {
  const found = await job(services, 'look', { title: t('Looking for the CUDA runtime'), cancellable: false });
  const download = t('Download');
  const answer = await vscode.window.showInformationMessage(
    t('Download {0} MB from {1}?', rough(found.megabytes), found.host),
    {
      modal: true,
      detail: t(
        'ONNX Runtime needs these libraries to compute on an NVIDIA GPU. They go into the storage of this extension. CUDA 12 and cuDNN 9 must be installed on the machine.',
      ),
    },
    download,
  );
  if (answer !== download) return;
  await job(services, 'install', { title: t('Installing the CUDA runtime') });
  const select = t('Select Compute Device');
  const next = await vscode.window.showInformationMessage(t('The CUDA runtime is installed.'), select);
  if (next === select) await vscode.commands.executeCommand(commandIds.selectDevice);
}

function job(
  { worker, log, storage }: DeviceServices,
  action: 'look' | 'install',
  shown: Pick<VisibleJobOptions, 'title' | 'cancellable'>,
) {
  return doVisibleJob(
    'cudaRuntime',
    { action, out: cudaFolder(storage) },
    {
      ...shown,
      downloads: true,
      worker,
      nodePath: settingsFor().nodePath,
      logFile: join(storage, 'cuda.log'),
      cwd: storage,
      log,
    },
  );
}

/** Where the CUDA libraries of every version of ONNX Runtime go. */
export const cudaFolder = (storage: string): string => join(storage, 'cuda');
