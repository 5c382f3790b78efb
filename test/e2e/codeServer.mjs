/**
 * Brings code-server (real VS Code that a browser shows) into the user's cache folder, once for all clones.
 * As a program: `node test/e2e/codeServer.mjs` installs it if needed and prints where it is.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { requireDebianPackages } from './systemPackages.mjs';

const codeServerVersion = '4.139.1';
const nodeMajor = '24';
/** What code-server's native modules are compiled with. */
const buildNeeds = [
  { programs: ['pkg-config'], packages: ['pkg-config'] },
  { programs: ['krb5-config'], packages: ['libkrb5-dev'] },
  { programs: ['g++'], packages: ['g++'] },
  { programs: ['make'], packages: ['make'] },
  { programs: ['python3'], packages: ['python3'] },
];

export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lits-lab');
}

const installationName = `code-server-${codeServerVersion}-${process.platform}-${process.arch}`;

/** Node and code-server each have a folder of their own: npm removes from a tree what it did not put there itself. */
function programsIn(folder) {
  return {
    node: join(folder, 'runtime/node_modules/node/bin/node'),
    codeServer: join(folder, 'server/node_modules/code-server/out/node/entry.js'),
  };
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs `action` while no other process on this machine does; a lock whose owner has died is taken over. */
async function withLock(lockFile, waiting, action) {
  for (let told = false; ;) {
    try {
      const handle = await open(lockFile, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(lockFile, 'utf8').catch(() => '0'));
    if (owner > 0 && !isRunning(owner)) {
      await rm(lockFile, { force: true });
      continue;
    }
    if (!told) waiting(owner);
    told = true;
    await pause(500);
  }
  try {
    return await action();
  } finally {
    await rm(lockFile, { force: true });
  }
}

/** The environment of a plain shell: what `npm test` adds (such as `ignore-scripts`) must not reach another installation. */
function plainEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_(OPTIONS|ENV|PATH)$/i.test(name));
  return Object.fromEntries(kept);
}

/** As `plainEnvironment`, but with the installed Node first: it compiles and runs code-server. */
function environmentOf(folder) {
  const plain = plainEnvironment();
  const bin = dirname(programsIn(folder).node);
  const globalConfig = spawnSync('npm', ['config', 'get', 'globalconfig'], { env: plain, encoding: 'utf8' });
  return {
    ...plain,
    PATH: `${bin}${delimiter}${plain.PATH}`,
    // npm looks for its global settings beside the Node that runs it; keep the machine's own (a proxy, a certificate).
    npm_config_globalconfig: globalConfig.stdout.trim(),
    // The headers that came with this Node: nothing to fetch, nothing of another version.
    npm_config_nodedir: join(
      folder,
      'runtime/node_modules/node/node_modules',
      `node-${process.platform}-${process.arch}`,
    ),
  };
}

async function npmInstall(folder, specifier, { env, log }) {
  const options = ['--no-audit', '--no-fund', '--loglevel=notice', '--foreground-scripts'];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const child = spawn('npm', ['install', ...options, '--ignore-scripts=false', specifier], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`npm install ${specifier} failed with exit code ${code}`);
}

async function removeAbandoned(cache) {
  for (const name of await readdir(cache)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner && !isRunning(Number(owner))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

async function install(cache, folder, report) {
  await requireDebianPackages(buildNeeds, report);
  await removeAbandoned(cache);
  const partial = `${folder}.partial-${process.pid}`;
  const logFile = join(cache, 'code-server-install.log');
  const log = createWriteStream(logFile);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const ticker = setInterval(() => report(`  … still installing code-server (${seconds()} s)`), 20_000);
  report(
    `Installing code-server ${codeServerVersion} into ${folder}: about 3 minutes, once. Log: ${logFile}`,
  );
  try {
    await npmInstall(join(partial, 'runtime'), `node@${nodeMajor}`, { env: plainEnvironment(), log });
    const env = environmentOf(partial);
    await npmInstall(join(partial, 'server'), `code-server@${codeServerVersion}`, { env, log });
    // Only a whole installation ever has the final name: a killed one is redone.
    await rename(partial, folder);
    report(`code-server is installed (${seconds()} s).`);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw new Error(
      `code-server could not be installed: ${error.message}. See ${logFile}; it needs the npm registry.`,
      {
        cause: error,
      },
    );
  } finally {
    clearInterval(ticker);
    log.end();
  }
}

/**
 * @param {(line: string) => void} [report] is told what is happening
 * @returns {Promise<{node: string, codeServer: string}>} the programs to start: `node codeServer …`
 */
export async function ensureCodeServer(report = console.error) {
  const cache = cacheFolder();
  const folder = join(cache, installationName);
  const programs = programsIn(folder);
  if (!(await exists(folder))) {
    await mkdir(cache, { recursive: true });
    await withLock(
      `${folder}.lock`,
      (owner) => report(`Process ${owner} is installing code-server already; waiting for it.`),
      async () => {
        if (!(await exists(folder))) await install(cache, folder, report);
      },
    );
  }
  return programs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(JSON.stringify(await ensureCodeServer()));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
