export { chosenDataSet, chooseDataSet } from './chosenDataSet';
export { closeRun } from './closeRun';
export { lostFiles, lostLines } from './damage';
export { findDataSet } from './dataSets';
export { readEvaluationLog, readEvaluations, writeEvaluation } from './evaluations';
export { differencesOf, settingsOf, type Difference } from './differences';
export { exportName } from './exportName';
export {
  forgetDataSet,
  knownDataSets,
  listDataSets,
  missingIn,
  placesOfData,
  rememberDataSet,
  sizeText,
  unseenDataSets,
  type KnownDataSet,
} from './knownDataSets';
export { foldersUp, isFolder, nearestHome, possibleHomes, runsHome } from './homes';
export { runName } from './ids';
export { checkpointFolder, runFiles, runLog, runsFolder } from './layout';
export { readMetrics } from './metrics';
export { readProgram, saveProgram } from './program';
export { readRuns, runFoldersIn, type RunContents } from './readRuns';
export { findRun, readRun } from './record';
export { claimRunFolder, findRunFolder, makeRunFolder, makeRunsFolder } from './runFolders';
export { RunLogWriter } from './runLogWriter';
export { RunWriter } from './runWriter';
export { findRunLog, setAsideUnbegun } from './setAside';
