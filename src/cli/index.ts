#!/usr/bin/env node
import { join } from 'node:path';
import { messageOf } from '../protocol/failure';
import { runCli } from './program';

const interrupts = ['SIGINT', 'SIGTERM'] as const;

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  environment: process.env,
  workerPath: join(__dirname, 'worker.cjs'),
  now: () => new Date(),
  onInterrupt: (listener) => {
    for (const signal of interrupts) process.on(signal, listener);
    return {
      dispose: () => {
        for (const signal of interrupts) process.off(signal, listener);
      },
    };
  },
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
