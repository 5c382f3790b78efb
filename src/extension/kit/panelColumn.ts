import * as vscode from 'vscode';
import { panelTypes, type PanelType } from './commandIds';

/**
 * Where a new panel goes: where the others are, else beside the editor. A tab more where there is a column already, not one more
 * column.
 */
export function panelColumn(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const withPanel = groups.find(({ tabs }) =>
    tabs.some((tab) => Object.values(panelTypes).some((type) => isPanelOf(type, tab))),
  );
  const beside = groups.findLast((group) => !group.isActive);
  return (withPanel ?? beside)?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** The editor writes something of its own before a panel's type. */
export function isPanelOf(type: PanelType, { input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(type);
}
