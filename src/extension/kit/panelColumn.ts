import * as vscode from 'vscode';
import { panelTypes, type PanelType } from './commandIds';

/**
 * Where a new panel goes: never over the file that the student sees, as far as there is another column. Where the other panels
 * are, else the last column, else beside. The instructions are no such file: they come back with a click on their tab.
 */
export function panelColumn(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const free = groups.filter(({ activeTab }) => !(activeTab?.input instanceof vscode.TabInputText));
  const [best] = groups.length > 1 ? [free, groups].flatMap(bestFirst) : free.filter(hasPanel);
  return best?.viewColumn ?? vscode.ViewColumn.Beside;
}

const bestFirst = (groups: readonly vscode.TabGroup[]) => [
  ...groups.filter(hasPanel),
  ...groups.filter(({ isActive }) => !isActive).reverse(),
  ...groups,
];

/** Where something opens that is looked at together with the panel of a kind that is shown: not over it. */
export function columnBesidePanel(type: PanelType): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const other = groups.find(({ activeTab }) => !activeTab || !isPanelOf(type, activeTab));
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

function hasPanel({ tabs }: vscode.TabGroup): boolean {
  return tabs.some((tab) => Object.values(panelTypes).some((type) => isPanelOf(type, tab)));
}

/** The editor writes something of its own before a panel's type. */
export function isPanelOf(type: PanelType, { input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(type);
}
