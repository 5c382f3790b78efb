import { join } from 'node:path';
import * as vscode from 'vscode';
import { deviceName, whyNot, type DeviceReport } from '../../protocol/devices';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import { wakePythonExtension } from '../kit/pythonExtension';
import { setDevice, settingsFor } from '../kit/settings';
import { progressText } from '../kit/progressText';
import { doWorkerJob } from '../kit/workerJob';
import type { WorkerProgram } from '../kit/workerProgram';
import { deviceItems, type DeviceItem } from './deviceItems';

export interface DeviceServices {
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
  /** Folder for data of this machine. */
  storage: string;
}

/**
 * Tries every device of this machine out and lets the student choose one; the choice becomes the setting `lits.device`.
 * @throws UserError when one is chosen that does not work.
 */
export async function selectDevice(services: DeviceServices): Promise<void> {
  const report = await pickDevice(services);
  if (!report) return;
  const { device, works } = report;
  if (!works && device === 'cuda' && report.problem?.kind === 'failed') {
    await vscode.commands.executeCommand(commandIds.installCudaRuntime);
    return;
  }
  if (!works)
    throw new UserError({
      what: t('{0} cannot be chosen.', deviceName(device)),
      why: whyNot(report),
      next: t('Choose a device that works; the CPU always does.'),
    });
  await setDevice(device);
  vscode.window.setStatusBarMessage(t('Models now train on: {0}', deviceName(device)), 5000);
}

/** A list that fills once all devices are tried; closing it before then ends the trying. */
async function pickDevice(services: DeviceServices): Promise<DeviceReport | undefined> {
  const list = vscode.window.createQuickPick<DeviceItem>();
  const closed = new vscode.CancellationTokenSource();
  list.title = t('Select Compute Device');
  list.placeholder = t('Trying the devices of this machine …');
  list.busy = true;
  list.ignoreFocusOut = true;
  list.show();
  const picked = new Promise<DeviceReport | undefined>((resolve) => {
    list.onDidAccept(() => {
      const [item] = list.selectedItems;
      if (item?.report) resolve(item.report);
    });
    list.onDidHide(() => {
      closed.cancel();
      resolve(undefined);
    });
  });
  try {
    const reports = await tryDevices(services, closed.token, (text) => (list.placeholder = text));
    list.items = deviceItems(reports, settingsFor().device);
    list.placeholder = t('Where shall models be trained?');
    list.busy = false;
    list.ignoreFocusOut = false;
    return await picked;
  } finally {
    list.dispose();
    closed.dispose();
  }
}

async function tryDevices(
  { worker, log, storage }: DeviceServices,
  cancellation: vscode.CancellationToken,
  show: (text: string) => void,
): Promise<DeviceReport[]> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  await wakePythonExtension();
  const devices = await doWorkerJob(
    'devices',
    {},
    {
      worker,
      nodePath: settingsFor(folder).nodePath,
      logFile: join(storage, 'devices.log'),
      cwd: folder?.uri.fsPath ?? storage,
      log,
      cancellation,
      onProgress: (progress) => show(progressText(progress)),
    },
  );
  for (const report of devices)
    log.info(
      `${deviceName(report.device)}: ${report.works ? 'works' : (report.problem?.message ?? 'does not work')}`,
    );
  return devices;
}
