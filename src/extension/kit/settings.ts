import * as vscode from 'vscode';
import type { ProxySettings } from './proxyVariables';
import { defaultDevice, deviceIdSchema, type DeviceId } from '../../protocol/devices';

export interface Settings {
  /** Program file of Node.js for the worker; undefined: found by itself. */
  nodePath: string | undefined;
  /** Data set folder; undefined: `Clean_LiTS` in the workspace. */
  dataPath: string | undefined;
  /** Where trainings compute. */
  device: DeviceId;
  /** CPU threads of a training; undefined: as many as the machine has physical cores. */
  threads: number | undefined;
  /** Whether a training also writes an event file for TensorBoard. */
  tensorboard: boolean;
}

/** The Python that has PyTorch; undefined: found by itself. */
export const configuredPython = (): string | undefined =>
  text(vscode.workspace.getConfiguration('lits').get('pythonPath'));

/** The user's settings for a folder of the workspace; empty texts and 0 mean "not set". */
export function settingsFor(folder?: vscode.WorkspaceFolder): Settings {
  const configuration = vscode.workspace.getConfiguration('lits', folder);
  return {
    nodePath: text(configuration.get('nodePath')),
    dataPath: text(configuration.get('dataPath')),
    device: deviceIdSchema.catch(defaultDevice).parse(configuration.get('device')),
    threads: positiveInteger(configuration.get('threads')),
    tensorboard: configuration.get('tensorboard') === true,
  };
}

/** What the editor knows of proxies. */
export function proxySettings(): ProxySettings {
  const configuration = vscode.workspace.getConfiguration('http');
  return {
    proxy: configuration.get('proxy'),
    noProxy: configuration.get('noProxy'),
    proxySupport: configuration.get('proxySupport'),
  };
}

/** Keeps the choice of a data set folder with the workspace. */
export async function setDataPath(path: string): Promise<void> {
  await vscode.workspace
    .getConfiguration('lits')
    .update('dataPath', path, vscode.ConfigurationTarget.Workspace);
}

/** Keeps the choice of a device where it was made before, else for this machine. */
export async function setDevice(device: DeviceId): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('lits');
  const inWorkspace = configuration.inspect('device')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('device', device, target);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function positiveInteger(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
