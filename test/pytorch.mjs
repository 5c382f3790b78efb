/** A Python with PyTorch, for tests of the devices `torch`: found as the engine finds it, or installed with apt where possible. */
import { spawnSync } from 'node:child_process';
import { aptInstall } from './e2e/systemPackages.mjs';

/** The interpreter that is named, as for the engine: so the tests are run with another PyTorch. Else those that the engine tries. */
const candidates = process.env.LITS_PYTHON
  ? [process.env.LITS_PYTHON]
  : ['python3', 'python', '/usr/bin/python3'];
/** Debian's, for there is no other that could be installed without downloading gigabytes. */
const debianPackage = 'python3-torch';

const hasModules = (python, names) =>
  spawnSync(python, [
    '-c',
    'import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))',
    ...names,
  ]).status === 0;

export const pytorch = {
  /** The first Python that has PyTorch. */
  python: () => candidates.find((python) => hasModules(python, ['torch'])),
  /** Why there is none, if so. */
  missing: () =>
    pytorch.python() ? undefined : `no Python has PyTorch; on Debian: sudo apt-get install ${debianPackage}`,
  /** Installs it where there is none and where it can be installed. */
  bring(report) {
    if (!pytorch.python()) aptInstall([debianPackage], report);
  },
};

/** What holds our Python package, by the names of modules, and what they are called on Debian. */
const toolPackages = { torch: debianPackage, pytest: 'python3-pytest', mypy: 'mypy' };

export const pythonTools = {
  /** The first Python that has PyTorch and the tools. */
  python: () => candidates.find((python) => hasModules(python, Object.keys(toolPackages))),
  /** Installs what no Python has together, where it can be installed. */
  bring(report) {
    if (!pythonTools.python()) aptInstall(Object.values(toolPackages), report);
  },
  /** Why there is none, if so. */
  missing: () =>
    pythonTools.python()
      ? undefined
      : `no Python has PyTorch, pytest and mypy; on Debian: sudo apt-get install ${Object.values(toolPackages).join(' ')}`,
};
