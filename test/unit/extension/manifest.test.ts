import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { commandIds, contextKeys, panelTypes, viewIds } from '../../../src/extension/kit/commandIds';

const read = async (name: string) =>
  JSON.parse(await readFile(new URL(`../../../${name}`, import.meta.url), 'utf8')) as unknown;
const command = z.object({ command: z.string(), when: z.string().optional() });
const manifest = z
  .object({
    activationEvents: z.array(z.string()),
    contributes: z.object({
      commands: z.array(z.object({ command: z.string() })),
      views: z.object({ lits: z.array(z.object({ id: z.string() })) }),
      menus: z.record(z.string(), z.array(command)),
      keybindings: z.array(command),
    }),
  })
  .parse(await read('package.json'));
const text = JSON.stringify(await read('package.json'));
const { contributes } = manifest;

it('contributes exactly the commands that have a handler', () => {
  const contributed = contributes.commands.map((entry) => entry.command);
  expect(contributed.sort()).toEqual(Object.values(commandIds).sort());
});

it('puts only contributed commands into menus and keys', () => {
  const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
    (entry) => entry.command,
  );
  const known: string[] = Object.values(commandIds);
  expect(used.filter((id) => !known.includes(id))).toEqual([]);
});

it('contributes the views that the extension fills', () => {
  expect(contributes.views.lits.map(({ id }) => id)).toEqual(Object.values(viewIds));
});

it('asks in its when clauses only for facts that the extension keeps', () => {
  const asked = text.matchAll(/(?:!|onContext:|"when":"|&& |\|\| )(lits\.\w+)/g);
  const known: string[] = Object.values(contextKeys);
  expect(
    [...new Set([...asked].map((match) => match[1]))].filter((key) => !known.includes(key ?? '')),
  ).toEqual([]);
});

it('wakes up for a chapter, in a workspace folder or one below it, and for no other TypeScript', () => {
  expect(manifest.activationEvents.filter((event) => !event.startsWith('onWebviewPanel:'))).toEqual([
    'workspaceContains:.lits',
    'workspaceContains:*/.lits/typings/*.d.ts',
  ]);
});

it('lets any file be trained by a command, in a workspace without a chapter too', () => {
  const palette = contributes.menus['commandPalette'] ?? [];
  expect(palette.find((entry) => entry.command === commandIds.trainModel)?.when).toBeUndefined();
});

it.each(Object.values(panelTypes))('wakes up to restore %s', (type) => {
  expect(manifest.activationEvents).toContain(`onWebviewPanel:${type}`);
});

it.each(['package.nls.json', 'package.nls.de.json'])('has every text of package.json in %s', async (file) => {
  const texts = z.record(z.string(), z.string()).parse(await read(file));
  const asked = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]));
  expect(Object.keys(texts).sort()).toEqual([...asked].sort());
});
