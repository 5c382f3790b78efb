import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureCodeServer } from './codeServer.mjs';

export interface ServerOptions {
  /** Extension to install, as a student would have it. */
  vsix?: string;
  /** The user's settings, over those that keep VS Code quiet. */
  settings?: Record<string, unknown>;
  /** Workspace trust: `off` (default) trusts every folder, `ask` starts each folder untrusted. */
  trust?: 'off' | 'ask';
  env?: NodeJS.ProcessEnv;
}

export interface CodeServer {
  url: string;
  /** Host and port, as they stand in `vscode-remote://` addresses. */
  authority: string;
  stop(): Promise<void>;
}

/** The repository's folder, also when this module runs from a bundle under `artifacts/`. */
export const repository = (function find(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : find(dirname(folder));
})(import.meta.dirname);

export const artifacts = join(repository, 'artifacts');

/** The package under test, made by `npm test` before anything that needs it. */
export const vsixFile = join(artifacts, 'lits-lab.vsix');

/** No welcome page, no questions, no network: what a test does not look at. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // Other tests run beside these: two threads of a training would mostly wait for each other.
  'lits.threads': 1,
  'workbench.colorTheme': 'Dark 2026',
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'window.dialogStyle': 'custom',
  'files.simpleDialog.enable': true,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'security.workspace.trust.startupPrompt': 'never',
};

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Ends the process; one that ignores the request for five seconds is killed. */
async function end(child: ChildProcess): Promise<void> {
  const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
  child.kill('SIGTERM');
  await ended(child);
  clearTimeout(killer);
}

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (port) resolve(Number(port));
    });
    child.once('exit', () => reject(new Error(`code-server ended before it listened:\n${output}`)));
  });
}

/** Starts code-server with its user and extensions folders under `home`; what it says goes into the log artefact. */
async function spawnCodeServer(
  home: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess> {
  const programs = await ensureCodeServer();
  await mkdir(artifacts, { recursive: true });
  const log = createWriteStream(join(artifacts, 'code-server.log'), { flags: 'a' });
  const folders = ['--user-data-dir', join(home, 'user'), '--extensions-dir', join(home, 'extensions')];
  const config = ['--config', join(home, 'config.yaml')];
  const child = spawn(programs.node, [programs.codeServer, ...config, ...folders, ...args], {
    cwd: home,
    // Nothing is read from or left in the home folder of whoever runs the tests.
    env: { ...process.env, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.once('close', () => log.end());
  return child;
}

/** Unpacks a VSIX as the editor does. @returns the extension's folder */
export async function installVsix(home: string, vsix: string): Promise<string> {
  const code = await ended(await spawnCodeServer(home, ['--install-extension', vsix]));
  if (code !== 0)
    throw new Error(`${vsix} could not be installed (exit code ${code}); see artifacts/code-server.log.`);
  const folder = (await readdir(join(home, 'extensions'))).find((name) => name.startsWith('lits-lab.'));
  if (!folder) throw new Error(`Installing ${vsix} left no extension behind; see artifacts/code-server.log.`);
  return join(home, 'extensions', folder);
}

/** Starts a code-server on a free port with its own user and extensions folders; `stop` ends it and removes them. */
export async function startServer(options: ServerOptions = {}): Promise<CodeServer> {
  const home = await mkdtemp(join(tmpdir(), 'lits-code-server-'));
  const removeHome = () => rm(home, { recursive: true, force: true, maxRetries: 5 });
  try {
    const settingsFile = join(home, 'user', 'User', 'settings.json');
    await mkdir(dirname(settingsFile), { recursive: true });
    await writeFile(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));
    if (options.vsix) await installVsix(home, options.vsix);
    const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    const trust = options.trust === 'ask' ? [] : ['--disable-workspace-trust'];
    const address = ['--auth', 'none', '--bind-addr', '127.0.0.1:0'];
    const server = await spawnCodeServer(home, [...address, ...quiet, ...trust], options.env);
    // Even when the test run itself ends badly, nothing stays behind.
    const abandon = () => server.kill();
    process.once('exit', abandon);
    const authority = `127.0.0.1:${await listeningPort(server)}`;
    return {
      url: `http://${authority}/`,
      authority,
      stop: async () => {
        await end(server);
        process.removeListener('exit', abandon);
        await removeHome();
      },
    };
  } catch (error) {
    await removeHome();
    throw error;
  }
}
