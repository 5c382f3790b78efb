/**
 * Makes the platform-specific VSIX: `node scripts/package.mjs [--target linux-x64] [--out FILE] [--no-build]`.
 * A copy of what ships is staged in a temporary folder, with only the run-time dependencies of the bundles, and only
 * the target's binaries of those; `.vscodeignore` then leaves out what never runs.
 */
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The targets that onnxruntime-node has a binary for; `libc` as npm packages name it. */
const targets = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc' },
  'darwin-arm64': { os: 'darwin', cpu: 'arm64' },
  'win32-x64': { os: 'win32', cpu: 'x64' },
  'win32-arm64': { os: 'win32', cpu: 'arm64' },
};

/** Files and folders of the project that ship; all but the first three may be absent while they have nothing in them. */
const shipped = [
  'package.json',
  'dist',
  'LICENSE',
  'exercises',
  'media',
  'l10n',
  'README.md',
  'CHANGELOG.md',
  'package.nls.json',
  'package.nls.de.json',
  '.vscodeignore',
];

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));
const writeJson = (file, value) => writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
const packageFolder = (name) => join(root, 'node_modules', ...name.split('/'));

/** Hides requires of computed paths from the bundler: they name binaries, which `platformPackages` finds. */
const withoutComputedRequires = {
  name: 'without-computed-requires',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules.*\.c?js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('require(`', '(0, require)(`'),
    }));
  },
};

/** Whether a package made for certain platforms (`os`, `cpu`, `libc` in its package.json) is meant for the target. */
function isFor(manifest, target) {
  const accepts = (list, value) => !list || value === undefined || list.includes(value);
  return (
    accepts(manifest.os, target.os) &&
    accepts(manifest.cpu, target.cpu) &&
    accepts(manifest.libc, target.libc)
  );
}

/** Names of the packages whose JavaScript is loaded when `entries` are: what the code requires, not what manifests list. */
async function packagesLoadedBy(entries, target) {
  const result = await build({
    stdin: {
      contents: entries.map((name) => `require(${JSON.stringify(name)});`).join('\n'),
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
    loader: { '.node': 'empty' },
    plugins: [withoutComputedRequires],
    preserveSymlinks: true,
    logLevel: 'error',
  });
  const names = Object.keys(result.metafile.inputs).map(
    (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1],
  );
  const loaded = new Set();
  for (const name of new Set(names.filter((name) => name !== undefined)))
    if (isFor(await readJson(join(packageFolder(name), 'package.json')), target)) loaded.add(name);
  return loaded;
}

/**
 * The binaries that `names` load by a computed path: their optional dependencies for the target, and those of these.
 * @throws naming the packages that npm has not installed because this machine is another platform
 */
async function platformPackages(names, target, targetName) {
  const found = [];
  for (const name of names) {
    const { optionalDependencies = {} } = await readJson(join(packageFolder(name), 'package.json'));
    const wanted = [];
    for (const optional of Object.keys(optionalDependencies)) {
      const manifestFile = join(packageFolder(optional), 'package.json');
      if (existsSync(manifestFile) && isFor(await readJson(manifestFile), target)) wanted.push(optional);
    }
    if (Object.keys(optionalDependencies).length > 0 && wanted.length === 0)
      throw new Error(
        `${name} has no binary for ${targetName} in node_modules. Install it first: ` +
          `npm install --no-save --os=${target.os} --cpu=${target.cpu}${target.libc ? ` --libc=${target.libc}` : ''}`,
      );
    found.push(...wanted);
  }
  return found;
}

/** Copies a dependency without its own node_modules and without binaries of other platforms (`…/<os>/<cpu>/…`). */
async function stageDependency(name, stage, target, kept) {
  const from = packageFolder(name);
  const to = join(stage, 'node_modules', ...name.split('/'));
  const isWanted = (file) => {
    const parts = relative(from, file).split(sep);
    if (parts.includes('node_modules')) return false;
    const os = parts.findIndex((part) => ['linux', 'darwin', 'win32'].includes(part));
    if (os < 0) return true;
    return parts[os] === target.os && (parts[os + 1] === undefined || parts[os + 1] === target.cpu);
  };
  await cp(from, to, { recursive: true, dereference: true, filter: isWanted });
  const manifest = await readJson(join(to, 'package.json'));
  const only = (dependencies = {}) =>
    Object.fromEntries(Object.entries(dependencies).filter(([dependency]) => kept.has(dependency)));
  await writeJson(join(to, 'package.json'), {
    ...manifest,
    dependencies: only(manifest.dependencies),
    optionalDependencies: only(manifest.optionalDependencies),
    devDependencies: undefined,
    peerDependencies: undefined,
    scripts: undefined,
  });
}

async function stageProject(stage) {
  for (const name of shipped) {
    const from = join(root, name);
    if (existsSync(from)) await cp(from, join(stage, name), { recursive: true });
  }
  const manifest = await readJson(join(root, 'package.json'));
  // `private` is for npm; scripts and development tools are not on the student's machine.
  await writeJson(join(stage, 'package.json'), {
    ...manifest,
    private: undefined,
    scripts: undefined,
    devDependencies: undefined,
  });
  return Object.keys(manifest.dependencies);
}

async function main() {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: `${process.platform}-${process.arch}` },
      out: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
    },
  });
  const target = targets[values.target];
  if (!target)
    throw new Error(
      `Unknown target ${values.target}; there are binaries for ${Object.keys(targets).join(', ')}.`,
    );
  if (
    !values['no-build'] &&
    spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' }).status !== 0
  )
    throw new Error('The build failed: nothing was packaged.');

  const { version } = await readJson(join(root, 'package.json'));
  const out = resolve(values.out ?? join(root, `lits-lab-${values.target}-${version}.vsix`));
  await mkdir(dirname(out), { recursive: true });
  const stage = await mkdtemp(join(tmpdir(), 'lits-package-'));
  try {
    const direct = await stageProject(stage);
    const loaded = await packagesLoadedBy(direct, target);
    const kept = new Set([...loaded, ...(await platformPackages(loaded, target, values.target))]);
    for (const name of kept) await stageDependency(name, stage, target, kept);
    await createVSIX({
      cwd: stage,
      packagePath: out,
      target: values.target,
      useYarn: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false, // The project has no address that they could be made absolute with.
    });
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  const { size } = await stat(out);
  console.log(`${out}: ${(size / 1e6).toFixed(1)} MB`);
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
