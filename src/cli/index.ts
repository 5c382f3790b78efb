#!/usr/bin/env node
import { join } from 'node:path';
import { messageOf } from '../protocol/failure';
import { runCli } from './program';

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  environment: process.env,
  workerPath: join(__dirname, 'worker.cjs'),
  now: () => new Date(),
  onInterrupt: (listener) => {
    let isAsked = false;
    const interrupt = () => {
      isAsked = true;
      listener();
    };
    // Who sends it may send it again, as Slurm does, and means the same; SIGKILL is the word for at once.
    const terminate = () => {
      if (!isAsked) interrupt();
    };
    process.on('SIGINT', interrupt).on('SIGTERM', terminate);
    return { dispose: () => void process.off('SIGINT', interrupt).off('SIGTERM', terminate) };
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
