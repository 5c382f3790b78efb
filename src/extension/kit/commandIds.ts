/** Every command of the extension. `package.json` contributes exactly these. */
export const commandIds = {
  openChapter: 'lits.openChapter',
  prepareSampleData: 'lits.prepareSampleData',
  downloadDataSet: 'lits.downloadDataSet',
  prepareFromVolumes: 'lits.prepareFromVolumes',
  checkDataSet: 'lits.checkDataSet',
  browseData: 'lits.browseData',
  chooseDataSet: 'lits.chooseDataSet',
  trainModel: 'lits.trainModel',
  findLearningRate: 'lits.findLearningRate',
  queueTraining: 'lits.queueTraining',
  startQueue: 'lits.startQueue',
  startQueued: 'lits.startQueued',
  moveQueuedUp: 'lits.moveQueuedUp',
  moveQueuedDown: 'lits.moveQueuedDown',
  removeQueued: 'lits.removeQueued',
  trainAgain: 'lits.trainAgain',
  selectDevice: 'lits.selectDevice',
  installCudaRuntime: 'lits.installCudaRuntime',
  checkExercise: 'lits.checkExercise',
  showHint: 'lits.showHint',
  showModel: 'lits.showModel',
  quizMe: 'lits.quizMe',
  nextExercise: 'lits.nextExercise',
  resetExercise: 'lits.resetExercise',
  exportSubmission: 'lits.exportSubmission',
  handInWithGit: 'lits.handInWithGit',
  reviewSubmissions: 'lits.reviewSubmissions',
  stopTraining: 'lits.stopTraining',
  resumeTraining: 'lits.resumeTraining',
  showMetrics: 'lits.showMetrics',
  compareRuns: 'lits.compareRuns',
  evaluateModel: 'lits.evaluateModel',
  showEvaluation: 'lits.showEvaluation',
  compareEvaluations: 'lits.compareEvaluations',
  previewAugmentations: 'lits.previewAugmentations',
  showLog: 'lits.showLog',
  openInstructions: 'lits.openInstructions',
  openTaskFile: 'lits.openTaskFile',
  openRunLog: 'lits.openRunLog',
  revealRun: 'lits.revealRun',
  renameRun: 'lits.renameRun',
  noteRun: 'lits.noteRun',
  starRun: 'lits.starRun',
  unstarRun: 'lits.unstarRun',
  exportOnnx: 'lits.exportOnnx',
  exportTensorflowJs: 'lits.exportTensorflowJs',
  deleteRun: 'lits.deleteRun',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Facts about the window that `when` clauses of package.json ask for. */
export const contextKeys = {
  /** A training runs that this window listens to. */
  training: 'lits.training',
  /** The workspace holds at least one run. */
  hasRuns: 'lits.hasRuns',
  /** A run of the workspace has been evaluated. */
  hasEvaluations: 'lits.hasEvaluations',
  /** A check has reported on an exercise of the workspace. */
  hasReports: 'lits.hasReports',
  /** A Metrics panel was shown in this window. */
  metricsShown: 'lits.metricsShown',
  /** The laboratory was shown in this window. */
  laboratoryShown: 'lits.laboratoryShown',
  /** The active editor's file calls `defineTraining`. */
  activeFileTrains: 'lits.activeFileTrains',
  /** A chapter's files lie in the workspace. */
  hasChapter: 'lits.hasChapter',
  /** A data set was found. */
  hasDataSet: 'lits.hasDataSet',
} as const;

export const viewIds = {
  exercises: 'lits.exercises',
  runs: 'lits.runs',
  metrics: 'lits.metricsView',
} as const;

/** Kinds of panels. `package.json` wakes the extension for each, so that a window finds its panels again. */
export const panelTypes = {
  metrics: 'lits.metrics',
  comparison: 'lits.comparison',
  evaluation: 'lits.evaluation',
  laboratory: 'lits.augmentations',
  model: 'lits.model',
  data: 'lits.data',
  quiz: 'lits.quiz',
  learningRate: 'lits.learningRate',
  review: 'lits.review',
} as const;

export type PanelType = (typeof panelTypes)[keyof typeof panelTypes];
