import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from './statistics';

const runs = 15;

/** A `vscode` module that answers every property, call and `new` with itself, and a context to activate with. */
const program = `
const Module = require('node:module');
const stub = new Proxy(function () {}, {
  get: (target, name) =>
    name === 'then' ? undefined
    : name === 'prototype' ? target.prototype
    : name === Symbol.toPrimitive ? () => ''
    : name === Symbol.iterator ? function* () {}
    : stub,
  apply: () => stub,
  construct: (target, args, made) => (made === stub ? stub : Reflect.construct(target, args, made)),
});
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? stub : load(request, ...rest));
const start = performance.now();
const extension = require(process.argv[1]);
const loaded = performance.now();
Promise.resolve(extension.activate?.(new Proxy({}, { get: (_, name) => (name === 'subscriptions' ? [] : stub) })))
  .catch((error) => { console.error(error); process.exitCode = 1; })
  .then(() => {
    console.log(JSON.stringify({ load: loaded - start, activate: performance.now() - loaded }));
    process.exit();
  });
`;

/** Time to load the extension's bundle and to run its \`activate\`, each in a fresh process, outside of VS Code. */
export function measureActivation(root: string, say: (text: string) => void) {
  say(`Activation: ${runs} runs`);
  const bundle = join(root, 'dist', 'extension.cjs');
  const times = Array.from({ length: runs }, () => {
    const printed = execFileSync(process.execPath, ['-e', program, bundle], { encoding: 'utf8' });
    return JSON.parse(printed) as { load: number; activate: number };
  });
  return {
    loadMillis: median(times.map(({ load }) => load)),
    activateMillis: median(times.map(({ activate }) => activate)),
    runs,
  };
}
