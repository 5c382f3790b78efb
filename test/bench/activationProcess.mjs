/** Loads and activates the extension's bundle once, outside of VS Code: `node activationProcess.mjs <root>`; prints the two times. */
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';

/** Answers every property, call and `new` with itself. */
const stub = new Proxy(function () {}, {
  get: (target, name) => {
    if (name === 'then') return undefined;
    if (name === 'prototype') return target.prototype;
    if (name === Symbol.toPrimitive) return () => '';
    if (name === Symbol.iterator) return function* () {};
    return stub;
  },
  set: () => true,
  apply: () => stub,
  construct: (target, args, made) => (made === stub ? stub : Reflect.construct(target, args, made)),
});
/** The bundler copies a module's own properties onto a new object: what the stub answers must come from its prototype. */
const vscode = new Proxy({}, { get: () => stub, getPrototypeOf: () => stub });
const [root] = process.argv.slice(2);
const known = { subscriptions: [], extensionPath: root };
const context = new Proxy(known, { get: (target, name) => target[name] ?? stub });
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));

const start = performance.now();
const extension = createRequire(import.meta.url)(join(root, 'dist', 'extension.cjs'));
const loaded = performance.now();
await extension.activate(context);
console.log(JSON.stringify({ load: loaded - start, activate: performance.now() - loaded }));
process.exit();
