export { chosenDataSet, chooseDataSet } from './chosenDataSet';
export { closeRun, explainEnd } from './closeRun';
export { lostFiles, lostLines } from './damage';
export { forgetDeleted, putBack, removeRun, removeOldDeleted, takeAway, type TakenRun } from './deletedRuns';
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
export { foldersUp, isFolder, nearestHome, ownFolder, possibleHomes, runsHome } from './homes';
export { runName } from './ids';
export { checkpointFolder, pointFile, pointFolder, runFiles, runLog, runsFolder } from './layout';
export { cutMetrics, readMetrics, syncMetrics } from './metrics';
export { MetricsTail } from './metricsTail';
export { madeFrom, readProgram, readSources, saveProgram } from './program';
export { changeMarks, readMarks, shownName } from './marks';
export {
  enqueue,
  giveBackQueued,
  makeQueuedFolder,
  orderQueue,
  queueFolder,
  readQueue,
  removeQueued,
  takeQueued,
  type Queued,
} from './queue';
export { movedBy } from './queueOrder';
export { readRuns, runFoldersIn, type RunContents } from './readRuns';
export { findRun, readRun } from './record';
export { claimRunFolder, findRunFolder, makeRunFolder, makeRunsFolder } from './runFolders';
export { isResumable } from './resumable';
export { RunLogWriter } from './runLogWriter';
export { RunWriter, type RunEnd } from './runWriter';
export { findRunLog, setAsideUnbegun } from './setAside';
