/** Runs the loaded specs and compares their outcome with the known failures. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { options } from './options';

interface SpecResult {
  fullName: string;
  status: 'passed' | 'failed' | 'excluded' | 'pending';
  failedExpectations: { message: string }[];
}

interface JasmineEnv {
  addReporter(reporter: { specDone(result: SpecResult): void }): void;
  configure(configuration: {
    random: boolean;
    specFilter: (spec: { getFullName(): string }) => boolean;
  }): void;
  execute(): Promise<unknown>;
}

/** By reason, the specs that fail for it. */
type KnownFailures = Record<string, string[]>;
/** Those of every device, then those of this one alone. */
const lists = ['known-failures.json', `known-failures.${options.device.replace(':', '-')}.json`]
  .map((name) => join(process.env['LITS_KNOWN_FAILURES']!, name))
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')) as KnownFailures);
const expectedToFail = new Set(lists.flatMap((known) => Object.values(known).flat()));

const nameOf = (fullName: string): string => fullName.replace(' onnx {}', '');
const passed: string[] = [];
const failed: { name: string; message: string }[] = [];

const env = (globalThis as unknown as { jasmine: { getEnv(): JasmineEnv } }).jasmine.getEnv();
env.configure({
  random: false,
  specFilter: (spec) => !options.filter || spec.getFullName().includes(options.filter),
});
env.addReporter({
  specDone: ({ fullName, status, failedExpectations }) => {
    if (status === 'passed') passed.push(nameOf(fullName));
    if (status === 'failed')
      failed.push({ name: nameOf(fullName), message: failedExpectations[0]?.message ?? 'no message' });
  },
});
run(env.execute());

function run(running: Promise<unknown>): void {
  running.then(report, (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}

function report(): void {
  const surprises = failed.filter(({ name }) => !expectedToFail.has(name));
  const healed = passed.filter((name) => expectedToFail.has(name));
  for (const { name, message } of options.list ? failed : surprises)
    console.log(`FAILED ${name}\n    ${message.split('\n').slice(0, 3).join('\n    ')}`);
  for (const name of healed) console.log(`PASSES, take it off the list: ${name}`);
  const total = passed.length + failed.length;
  console.log(
    `TensorFlow.js' specs: ${passed.length} of ${total} pass (${((100 * passed.length) / total).toFixed(1)} %), ` +
      `${failed.length - surprises.length} fail as known, ${surprises.length} fail unexpectedly.`,
  );
  if (options.json)
    writeFileSync(
      options.json,
      JSON.stringify({ passed: passed.length, failed, surprises: surprises.length, healed }),
    );
  if (surprises.length > 0 || healed.length > 0) process.exitCode = 1;
}
