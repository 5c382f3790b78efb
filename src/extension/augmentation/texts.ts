import * as vscode from 'vscode';
import type { LaboratoryTexts } from '../../panels/laboratory';

/** The laboratory's texts in the student's language. */
export function laboratoryTexts(): LaboratoryTexts {
  return {
    add: vscode.l10n.t('Add a transform…'),
    addHelp: vscode.l10n.t(
      'Added transforms begin with probability 1, so that every sample shows them. Lower it before you train.',
    ),
    addInside: vscode.l10n.t('Add inside {0}…'),
    brightness: vscode.l10n.t(
      'Mean brightness {0} → {1}. In CT, brightness is a measurement: it says how dense tissue is.',
    ),
    class0: vscode.l10n.t('no liver'),
    class1: vscode.l10n.t('liver'),
    class2: vscode.l10n.t('liver with lesion'),
    clipped: vscode.l10n.t(
      '{0} of the pixels were cut off at black or white: different tissues became equal.',
    ),
    copyCode: vscode.l10n.t('Copy as Code'),
    customPipeline: vscode.l10n.t(
      '{0} contains code of your own, such as Lambda, which cannot be changed by clicking. Build what you want to see from the list.',
    ),
    difference: vscode.l10n.t('Difference to the original'),
    differenceHelp: vscode.l10n.t('Gray where nothing changed, brighter or darker where the sample is.'),
    empty: vscode.l10n.t(
      '{0} of the picture shows nothing of the slice any more: empty borders, which no scanner makes.',
    ),
    emptyPipeline: vscode.l10n.t('No transforms yet: every sample is the original.'),
    evidenceHelp: vscode.l10n.t(
      'Saves pipeline, slice, seed and what was measured, no picture, into evidence.json of the exercise.',
    ),
    failed: vscode.l10n.t('It cannot be applied: {0}'),
    functionPipeline: vscode.l10n.t(
      'The augmentation of {0} is a function of your own. It cannot be shown here; build what you want to see from the list, or write it as new Compose([ … ]).',
    ),
    high: vscode.l10n.t('high'),
    histogram: vscode.l10n.t('Histogram: original (filled), sample (line)'),
    histogramHelp: vscode.l10n.t(
      'How often each gray value occurs, from black to white, before (filled) and after (line).',
    ),
    input: vscode.l10n.t('Values'),
    inputFloat: vscode.l10n.t('0 to 1, as in training'),
    inputUint8: vscode.l10n.t('bytes 0 to 255'),
    insertCode: vscode.l10n.t('Insert into File'),
    invalid: vscode.l10n.t(
      '{0} of the pixels are no number (NaN): one such picture poisons the loss and all weights.',
    ),
    inverted: vscode.l10n.t(
      'Dark and bright are exchanged: air is brighter than bone. No CT scanner makes such a picture.',
    ),
    lesion: vscode.l10n.t('Lesion'),
    lesionLost: vscode.l10n.t(
      'Lesion area {0} → {1}: the lesion is gone, and the label "lesion" would be wrong.',
    ),
    lesionSmaller: vscode.l10n.t('Lesion area {0} → {1}: a part of what the label stands for was lost.'),
    levels: vscode.l10n.t('{0} gray levels → {1}: fine differences between tissues are gone.'),
    liver: vscode.l10n.t('Liver'),
    liverLost: vscode.l10n.t('Liver area {0} → {1}: the liver is gone, and the label would be wrong.'),
    liverSmaller: vscode.l10n.t('Liver area {0} → {1} of the picture.'),
    low: vscode.l10n.t('low'),
    matrix: vscode.l10n.t('written in code'),
    moveDown: vscode.l10n.t('Move {0} down'),
    moveUp: vscode.l10n.t('Move {0} up'),
    newSeed: vscode.l10n.t('New Seed'),
    noMask: vscode.l10n.t('The data set has no masks for this slice.'),
    noPipeline: vscode.l10n.t(
      '{0} makes no pipeline yet: no new Compose([ … ]) is exported, and defineTraining has no augment.',
    ),
    none: vscode.l10n.t('Something changed, but nothing that needs a word: look at the difference.'),
    original: vscode.l10n.t('Original'),
    outside: vscode.l10n.t(
      '{0} of the pixels lie below black or above white; a picture cannot show them, a network sees them.',
    ),
    patient: vscode.l10n.t('Patient'),
    pipeline: vscode.l10n.t('Pipeline'),
    pipelineFrom: vscode.l10n.t(
      'This is the pipeline of {0}. What you change here stays here until you insert it.',
    ),
    readAgain: vscode.l10n.t('Read it again'),
    remove: vscode.l10n.t('Remove {0}'),
    sample: vscode.l10n.t('Sample {0}'),
    samples: vscode.l10n.t('Samples'),
    saveView: vscode.l10n.t('Save View as Evidence'),
    findingBrightness: vscode.l10n.t(
      '{0} multiplies by up to {1}: everything brighter than {2} becomes the same white, and differences of density (HU) there are lost.',
    ),
    findingClamps: vscode.l10n.t(
      '{0} with {1} up to {2} pushes dark and bright tissue beyond black and white, where it is cut off: differences of density (HU) there are lost.',
    ),
    findingClampsAfter: vscode.l10n.t(
      '{0} cuts values off at 0 and 1, but after {1} about half of them lie below 0: those tissues all become one black. Put it before {1}.',
    ),
    findingColour: vscode.l10n.t('{0} changes nothing: a CT slice has one channel, and so no colour.'),
    findings: vscode.l10n.t('What stands out'),
    findingUndone: vscode.l10n.t(
      '{0} brings every picture to the same intensities, and so undoes what {1} did before it. Put {1} after it, or leave one of them out.',
    ),
    saved: vscode.l10n.t('Saved as "{0}" in evidence.json. Name it as evidence in answers.ts.'),
    seed: vscode.l10n.t('Seed {0}'),
    showMask: vscode.l10n.t('Show masks'),
    sideSwapped: vscode.l10n.t('The liver lies on the other side of the body: a mirrored anatomy.'),
    size: vscode.l10n.t('{0} × {1} pixels → {2} × {3}: the network expects 256 × 256.'),
    slice: vscode.l10n.t('Slice'),
    sliceOf: vscode.l10n.t('Slice {0}: {1}'),
    split: vscode.l10n.t('Split'),
    time: vscode.l10n.t('{0} samples in {1} ms'),
    title: vscode.l10n.t('Augmentation Laboratory'),
    unchanged: vscode.l10n.t('Nothing changed.'),
    unchangedChance: vscode.l10n.t('Nothing changed in this sample: by chance, nothing was drawn.'),
    unchangedColour: vscode.l10n.t('Nothing changed: one channel has no hue and no saturation.'),
    upsideDown: vscode.l10n.t(
      'Top and bottom are exchanged: the patient lies face down, the table is above.',
    ),
    use: vscode.l10n.t('set'),
    value: vscode.l10n.t('value'),
    waiting: vscode.l10n.t('Reading the slice…'),
    weightLoss: vscode.l10n.t('Warning'),
    weightNote: vscode.l10n.t('Note'),
    weightWrong: vscode.l10n.t('Error'),
    whatChanged: vscode.l10n.t('What changed in sample {0}'),
  };
}
