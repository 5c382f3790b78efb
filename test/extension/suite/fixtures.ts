import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../../src/protocol/run';

export function theExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('lits-lab.lits-lab');
  assert.ok(extension, 'The extension is not installed in this host.');
  return extension;
}

/** Folder that the host was started with; it holds a small data set. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'The host was started without a folder.');
  return folder.uri.fsPath;
}

/** Writes a file into the workspace. */
export async function writeInWorkspace(path: string, text: string): Promise<vscode.Uri> {
  const file = join(workspaceFolder(), path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return vscode.Uri.file(file);
}

/** Writes the record of a run, as a worker leaves it. */
export async function writeRun(id: string, record: Partial<RunRecord>): Promise<void> {
  const complete: RunRecord = {
    version: 1,
    id,
    name: id,
    createdAt: '2026-01-01T10:00:00.000Z',
    updatedAt: '2026-01-01T10:05:00.000Z',
    state: 'done',
    file: join(workspaceFolder(), `${id}.ts`),
    versions: {},
    ...record,
  };
  await writeInWorkspace(`.lits/runs/${id}/run.json`, JSON.stringify(complete));
}

/** Resolves with the first answer that an event brings, or that there is already. */
export function once<T>(event: vscode.Event<unknown>, answer: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const listening = event(() => give());
    const give = () => {
      const value = answer();
      if (value === undefined) return;
      listening.dispose();
      resolve(value);
    };
    give();
  });
}

/** The smallest program that trains: one dense layer on the flattened slice. */
export const tinyTraining = `import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

function createModel(): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.flatten({ inputShape: [256, 256, 1] }));
  model.add(tf.layers.dense({ units: 3 }));
  return model;
}

export default defineTraining({
  name: 'tiny',
  model: createModel,
  epochs: 1,
  batchSize: 4,
  optimizer: { name: 'sgd', learningRate: 1e-3 },
});
`;
