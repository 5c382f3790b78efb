import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { RunLogWriter } from '../../../src/runs';
import { temporaryFolder } from '../temporaryFolder';

async function newLog() {
  const file = path.join(await temporaryFolder(), 'log.txt');
  const broken: unknown[] = [];
  return { file, broken, log: new RunLogWriter(file, (error) => broken.push(error)) };
}

it('a line is in the log when it has been added', async () => {
  const { file, log } = await newLog();
  log.add('info', 'hello');
  expect(await readFile(file, 'utf8')).toMatch(/^\S+ info: hello\n$/);
});

it('every line of many is in the log, in order', async () => {
  const { file, log } = await newLog();
  for (let line = 0; line < 10_000; line++) log.add('info', String(line));
  log.end();
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  expect(lines.map((line) => Number(line.split(' ')[2]))).toEqual(
    Array.from({ length: 10_000 }, (_, index) => index),
  );
});

it('the log grows to a limit, and says how many lines it leaves out', async () => {
  const { file, log } = await newLog();
  for (let line = 0; line < 1_000; line++) log.add('info', 'x'.repeat(2 ** 20));
  log.end();
  expect((await stat(file)).size).toBeLessThan(11 * 2 ** 20);
  expect(await readFile(file, 'utf8')).toMatch(
    /reached its limit; the rest is left out\.\n\d+ lines are left out\.\n$/,
  );
});

it('a log that cannot be written is told once', async () => {
  const { file, log, broken } = await newLog();
  await mkdir(file);
  log.add('info', 'a');
  log.add('info', 'b');
  log.end();
  expect(broken).toMatchObject([{ code: 'EISDIR' }]);
});
