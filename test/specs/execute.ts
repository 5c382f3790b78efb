/** Runs the loaded specs and compares their outcome with the known failures. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

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

const { values: options } = parseArgs({
  options: { filter: { type: 'string' }, list: { type: 'boolean' }, json: { type: 'string' } },
});
/** By reason, the specs that fail for it. */
const known = JSON.parse(readFileSync(process.env['LITS_KNOWN_FAILURES']!, 'utf8')) as Record<
  string,
  string[]
>;
const expectedToFail = new Set(Object.values(known).flat());

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
