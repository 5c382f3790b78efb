import * as vscode from 'vscode';
import type { DashboardTexts } from '../../protocol/dashboard';

/** The Metrics panel's texts in the student's language. */
export function dashboardTexts(): DashboardTexts {
  return {
    accuracy: vscode.l10n.t('Accuracy'),
    best: vscode.l10n.t('best'),
    bestEpoch: vscode.l10n.t('Best epoch'),
    bestValue: vscode.l10n.t('{0}: accuracy {1}'),
    chartHelp: vscode.l10n.t(
      'Arrow keys move the cursor step by step, Page Up and Page Down by a tenth, Home and End to the ends. Drag to zoom, Escape zooms out.',
    ),
    created: vscode.l10n.t('Started'),
    device: vscode.l10n.t('Device'),
    epoch: vscode.l10n.t('Epoch'),
    epochs: vscode.l10n.t('Epochs'),
    goToProblem: vscode.l10n.t('Go to Problem'),
    file: vscode.l10n.t('File'),
    gone: vscode.l10n.t('This run is no longer there: its folder was deleted or moved.'),
    interruptedHelp: vscode.l10n.t(
      'The process of this training is gone. What it had saved is still there: the curves below and its checkpoints.',
    ),
    loss: vscode.l10n.t('Loss'),
    noEpochYet: vscode.l10n.t('The first row comes when the first epoch has been validated.'),
    noStepYet: vscode.l10n.t('The curves begin with the first training step.'),
    ofTotal: vscode.l10n.t('{0} of {1}'),
    openLog: vscode.l10n.t('Open Log'),
    parameters: vscode.l10n.t('Parameters'),
    rate: vscode.l10n.t('Speed'),
    readout: vscode.l10n.t('Step {0}, epoch {1}'),
    resetZoom: vscode.l10n.t('Show Whole Run'),
    smoothing: vscode.l10n.t('Smoothing'),
    smoothingHelp: vscode.l10n.t(
      'The strong line is a debiased running mean of the training steps; the faint one is what was measured.',
    ),
    stateDone: vscode.l10n.t('Done'),
    stateFailed: vscode.l10n.t('Failed'),
    stateInterrupted: vscode.l10n.t('Interrupted'),
    stateRunning: vscode.l10n.t('Running'),
    stateStarting: vscode.l10n.t('Starting'),
    stateStopped: vscode.l10n.t('Stopped'),
    step: vscode.l10n.t('Step'),
    stepsUnit: vscode.l10n.t('steps'),
    slicesUnit: vscode.l10n.t('slices'),
    volumesUnit: vscode.l10n.t('volumes'),
    stop: vscode.l10n.t('Stop'),
    stopping: vscode.l10n.t('Stopping…'),
    timeLeft: vscode.l10n.t('Time left'),
    trainAccuracy: vscode.l10n.t('Train accuracy'),
    trainLoss: vscode.l10n.t('Train loss'),
    trainRaw: vscode.l10n.t('Train, each step'),
    trainSmooth: vscode.l10n.t('Train, smoothed'),
    valAccuracy: vscode.l10n.t('Val. accuracy'),
    valLoss: vscode.l10n.t('Val. loss'),
    validation: vscode.l10n.t('Validation, each epoch'),
  };
}
