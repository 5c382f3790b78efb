import { html, nothing, type TemplateResult } from 'lit';
import type { OperatingPoint } from '../../src/evaluate/predictions';
import { precisionRecallByClass } from '../../src/evaluate/agreement';
import { predictedCounts } from '../../src/evaluate/confusion';
import type { EvaluationKey } from '../../src/panels/evaluation';
import { dateTime, t } from '../../src/words';
import { confusionGrid, confusionRows, normalizations, type Normalization } from './confusionGrid';
import { differenceRows, differenceTable, type Difference } from './differenceTable';
import { beside, checkpointText, figure, provenanceFacts, provenanceLine, type FigureModel } from './figure';
import { classRows, classTable, keyFigureRows, keyFigures } from './figureTables';
import { enlargedPicture } from './enlarged';
import { gallery, type GalleryModel } from './gallery';
import { galleryItems } from './galleryItems';
import type { Cell } from './gridKeys';
import type { Unit } from './measured';
import { asNumber, asShare } from './numbers';
import { curveSwatch, precisionRecallPlot, precisionRecallRows } from './precisionRecallPlot';
import { reliabilityPlot, reliabilityRows, reliabilityTable } from './reliability';
import { volumeRows, volumesTable } from './volumesTable';

export interface ViewModel extends FigureModel {
  choices: readonly (readonly EvaluationKey[])[];
  /** Of each side: what a student may overlook. */
  remarks: readonly (readonly string[])[];
  unit: Unit;
  normalization: Normalization;
  /** Class whose curve stands out and whose threshold can be moved. */
  chosen: number;
  /** Undefined: the most probable class is predicted. */
  threshold: number | undefined;
  focused: Cell;
  opened: { side: number; cell: Cell } | undefined;
  galleryLimit: number;
  pictures: GalleryModel['pictures'];
  cams: GalleryModel['cams'];
  noPictures: string | undefined;
  masks: boolean;
  showCams: boolean;
  enlarged: string | undefined;
  /** Only for two sides; undefined when they cannot be compared. */
  differences: readonly Difference[] | undefined;
  onChoose: (side: number, which: EvaluationKey) => void;
  onUnit: (unit: Unit) => void;
  onNormalization: (normalization: Normalization) => void;
  onClass: (chosen: number) => void;
  onThreshold: (threshold: number | undefined) => void;
  onFocus: (cell: Cell) => void;
  onOpen: (side: number, cell: Cell) => void;
  onMasks: (masks: boolean) => void;
  onShowCams: (shown: boolean) => void;
  onEnlarge: GalleryModel['onEnlarge'];
  onShowInVolume: (side: number, file: string) => void;
  onGradCam: GalleryModel['onGradCam'];
  onMore: () => void;
  onClose: () => void;
  onExportPage: () => void;
}

const shownThreshold = 0.5;

/** The whole page. */
export function page(model: ViewModel): TemplateResult {
  return html`<main>
    ${header(model)} ${remarkSection(model)} ${section(t('Key figures'), '', keyFigureSection(model))}
    ${model.sides.length === 2 ? differenceSection(model) : nothing}
    <div class="pair" data-count=${model.sides.length}>${confusionSection(model)} ${curveSection(model)}</div>
    ${gallerySection(model)} ${classSection(model)} ${calibrationSection(model)} ${volumeSection(model)}
    ${enlargedSlice(model)}
  </main>`;
}

/** Shown instead of the page when there is nothing to show. */
export function emptyPage(text: string): TemplateResult {
  return html`<main><p class="empty">${text}</p></main>`;
}

/** How to use a section, which is left out of the exported page. */
interface Hint {
  id: string;
  text: string;
}

function section(title: string, help: string, content: unknown, hint?: Hint): TemplateResult {
  return html`<section>
    <h2>${title}</h2>
    ${
      help
        ? html`<p class="quiet">
            ${help}${hint ? html` <span class="control" id=${hint.id}>${hint.text}</span>` : nothing}
          </p>`
        : nothing
    }
    ${content}
  </section>`;
}

function header(model: ViewModel): TemplateResult {
  const { sides, unit, onUnit, onExportPage } = model;
  return html`<header>
    ${beside(
      sides,
      (measured, side) =>
        html`<div class="title">
            <h1>${measured.provenance.name}</h1>
            ${choice(model, side)}
          </div>
          <dl class="facts">
            ${[
              ...provenanceFacts(measured.provenance).slice(1),
              [t('Evaluated'), dateTime(measured.provenance.createdAt)],
            ].map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd title=${name === t('Data set') ? measured.provenance.datasetFingerprint : nothing}>
                    ${value}
                  </dd>
                </div>`,
            )}
          </dl>`,
    )}
    <div class="toolbar control">
      ${segments(
        t('What counts as one'),
        [
          { value: 'slice', label: t('Slice') },
          { value: 'volume', label: t('Volume') },
        ],
        unit,
        onUnit,
      )}
      <button class="end" @click=${onExportPage}>${t('Export as HTML Page')}</button>
    </div>
    ${unit === 'volume' ? html`<p class="quiet">${t('A volume is of the highest class among its slices: one slice with a lesion makes it a volume with a lesion. Its probability is the largest one among its slices.')}</p>` : nothing}
  </header>`;
}

function choice({ sides, choices, onChoose }: ViewModel, side: number): TemplateResult {
  const { split, checkpoint } = sides[side].provenance;
  return html`<label class="control">
    ${t('Evaluation')}
    <select
      @change=${(event: Event) => {
        if (!(event.target instanceof HTMLSelectElement)) return;
        onChoose(side, choices[side][event.target.selectedIndex]);
      }}
    >
      ${choices[side].map(
        (which) =>
          html`<option ?selected=${which.split === split && which.checkpoint === checkpoint}>
            ${which.split}, ${checkpointText(which.checkpoint)}
          </option>`,
      )}
    </select>
  </label>`;
}

/** A choice of few, all of them visible. */
function segments<T extends string>(
  legend: string,
  options: readonly { value: T; label: string }[],
  chosen: T,
  onChange: (value: T) => void,
): TemplateResult {
  return html`<fieldset class="segments control">
    <legend>${legend}</legend>
    ${options.map(
      ({ value, label }) =>
        html`<label>
          <input
            type="radio"
            name=${legend}
            .checked=${value === chosen}
            @change=${() => onChange(value)}
          />${label}
        </label>`,
    )}
  </fieldset>`;
}

function remarkSection({ sides, remarks }: ViewModel): TemplateResult | typeof nothing {
  if (remarks.every((ofSide) => ofSide.length === 0)) return nothing;
  const ofAll = remarks[0].filter((remark) => remarks.every((ofSide) => ofSide.includes(remark)));
  const list = (texts: readonly string[]) =>
    html`<ul class="remarks">
      ${texts.map((text) => html`<li>${text}</li>`)}
    </ul>`;
  return section(
    t('What to keep in mind'),
    '',
    html`${list(ofAll)}
    ${beside(sides, (_, side) => list(remarks[side].filter((remark) => !ofAll.includes(remark))))}`,
  );
}

function keyFigureSection(model: ViewModel): TemplateResult {
  const { sides, unit } = model;
  return beside(sides, (measured) => {
    const { metrics } = measured.measuresOf(unit);
    return figure(model, {
      id: 'figures',
      title: t('Key figures'),
      measured,
      rows: () => keyFigureRows(metrics),
      body: keyFigures(metrics),
    });
  });
}

function pointOf({ chosen, threshold }: ViewModel): OperatingPoint | undefined {
  return threshold === undefined ? undefined : { class: chosen, threshold };
}

/** How the predictions that are shown come about, in words. */
function ruleText(model: ViewModel, classNames: readonly string[]): string {
  const { chosen, threshold } = model;
  return threshold === undefined
    ? t('Predicted is the most probable class.')
    : t(
        'Predicted is {0} wherever its probability is at least {1}, elsewhere the most probable of the other classes.',
        classNames[chosen],
        asShare(threshold),
      );
}

function confusionSection(model: ViewModel): TemplateResult {
  const { sides, unit, normalization, focused, opened, onFocus, onOpen } = model;
  const names = { true: t('Truth (recall)'), pred: t('Prediction (precision)'), all: t('All') };
  const content = html`
    <div class="toolbar control">
      ${segments(
        t('Shares of'),
        normalizations.map((value) => ({ value, label: names[value] })),
        normalization,
        model.onNormalization,
      )}
    </div>
    ${beside(sides, (measured, side) => {
      const confusion = measured.confusion(unit, pointOf(model));
      return figure(model, {
        id: 'confusion-matrix',
        title: t('Confusion matrix'),
        measured,
        rows: () => confusionRows(confusion, measured.evaluation.classNames),
        body: html`${confusionGrid({
            classNames: measured.classNames,
            confusion,
            normalization,
            focused,
            opened: opened?.side === side ? opened.cell : undefined,
            onFocus,
            onOpen: (cell) => onOpen(side, cell),
          })}
          <p class="rule">${ruleText(model, measured.classNames)}</p>`,
      });
    })}
  `;
  return section(t('Confusion matrix'), t('Rows are the truth, columns the prediction.'), content, {
    id: 'confusion-hint',
    text: t(
      'Arrow keys move from cell to cell; Enter or a click shows the slices behind one, the most confident first.',
    ),
  });
}

function galleryModel(model: ViewModel): GalleryModel | undefined {
  const { sides, unit, opened, galleryLimit } = model;
  const measured = opened && sides[opened.side];
  if (!opened || !measured) return undefined;
  return {
    ...model,
    classNames: measured.classNames,
    cell: opened.cell,
    items: galleryItems(measured, unit, opened.cell, pointOf(model)),
    limit: galleryLimit,
    onShowInVolume: (file) => model.onShowInVolume(opened.side, file),
  };
}

function gallerySection(model: ViewModel): TemplateResult | typeof nothing {
  const shown = galleryModel(model);
  return shown ? gallery(shown) : nothing;
}

/** Outside of the gallery, whose own Escape key closes it. */
function enlargedSlice(model: ViewModel): TemplateResult {
  return enlargedPicture(galleryModel(model));
}

function classSection(model: ViewModel): TemplateResult {
  const { sides, unit } = model;
  const content = beside(sides, (measured) => {
    const { metrics } = measured.measuresOf(unit);
    return figure(model, {
      id: 'classes',
      title: t('Figures by class'),
      measured,
      rows: () => classRows(metrics, measured.evaluation.classNames),
      body: classTable(metrics, measured.classNames),
    });
  });
  return section(
    t('Figures by class'),
    t(
      'How far a figure may move with other patients: 95% of the resamples of the volumes (bootstrap) lie in this range. A single volume has none.',
    ),
    content,
  );
}

function curveSection(model: ViewModel): TemplateResult {
  const { sides, unit, chosen } = model;
  const content = html`${thresholdControl(model)}
  ${beside(sides, (measured) => {
    const { curves } = measured.measuresOf(unit);
    const confusion = measured.confusion(unit, pointOf(model));
    const names = [...measured.classNames, t('All together (micro)')];
    const { precision, recall } = precisionRecallByClass(confusion)[chosen];
    const plot = precisionRecallPlot({
      curves,
      names,
      chosen,
      point: { precision, recall, isOnCurve: model.threshold !== undefined },
    });
    return figure(model, {
      id: 'precision-recall',
      title: t('Precision and recall'),
      measured,
      rows: () => precisionRecallRows(curves, names),
      body: html`<div class="plot-and-table">
        ${plot}
        <div>
          <table>
            <thead>
              <tr>
                <th scope="col">${t('Class')}</th>
                <th scope="col">${t('AP')}</th>
              </tr>
            </thead>
            <tbody>
              ${curves.map(
                ({ averagePrecision, positives }, index) =>
                  html`<tr>
                    <th scope="row">${curveSwatch(index, curves.length)} ${names[index]}</th>
                    <td>${positives === 0 ? t('undefined: does not occur') : asShare(averagePrecision)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
          <p class="rule" aria-live="polite">
            ${ruleText(model, measured.classNames)}<br />
            ${measured.classNames[chosen]}: ${t('Precision')} <b>${asShare(precision)}</b>, ${t('Recall')}
            <b>${asShare(recall)}</b>, ${t('predicted {0} times', predictedCounts(confusion)[chosen])}
          </p>
        </div>
      </div>`,
    });
  })}`;
  return section(
    t('Precision and recall'),
    t('Each class against the others, at every threshold. The circle is where the confusion matrix stands.'),
    content,
    {
      id: 'threshold-hint',
      text: t('The slider moves both.'),
    },
  );
}

function thresholdControl(model: ViewModel): TemplateResult {
  const { sides, chosen, threshold, onClass, onThreshold } = model;
  const { classNames } = sides[0];
  return html`<div class="toolbar control">
    ${segments(
      t('Class'),
      classNames.map((label, index) => ({ value: String(index), label })),
      String(chosen),
      (value) => onClass(Number(value)),
    )}
    <label class="slider">
      ${t('Threshold')}
      <input
        type="range"
        min="0"
        max="1"
        step="0.01"
        .value=${String(threshold ?? shownThreshold)}
        aria-valuetext=${threshold === undefined ? t('Predicted is the most probable class.') : asShare(threshold)}
        @input=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) onThreshold(event.target.valueAsNumber);
        }}
      />
      <output>${threshold === undefined ? t('none') : asShare(threshold)}</output>
    </label>
    <button ?disabled=${threshold === undefined} @click=${() => onThreshold(undefined)}>
      ${t('Most Probable Class')}
    </button>
  </div>`;
}

function calibrationSection(model: ViewModel): TemplateResult {
  const { sides, unit } = model;
  const content = beside(sides, (measured) => {
    const { reliability, metrics } = measured.measuresOf(unit);
    const error = metrics.figures.expectedCalibrationError;
    return figure(model, {
      id: 'calibration',
      title: t('Calibration'),
      measured,
      rows: () => reliabilityRows(reliability),
      body: html`<div class="plot-and-table">
        ${reliabilityPlot(reliability, error)}
        <div>
          <p class="rule">
            ${t('Expected calibration error')}: <b>${asShare(error)}</b><br />
            ${t('Log loss')}: <b>${asNumber(metrics.figures.logLoss)}</b>
          </p>
          ${reliabilityTable(reliability)}
        </div>
      </div>`,
    });
  });
  return section(
    t('Calibration'),
    t(
      'Of the predictions that are 80% sure, 80% should be right: on the dashed line. Under it the model is too sure of itself. The bars show how many predictions there are.',
    ),
    content,
  );
}

function volumeSection(model: ViewModel): TemplateResult {
  const { sides } = model;
  const content = beside(sides, (measured) => {
    const volumes = measured.volumes();
    return figure(model, {
      id: 'volumes',
      title: t('Volumes'),
      measured,
      rows: () => volumeRows(volumes, measured.evaluation.classNames),
      body: volumesTable(volumes, measured.classNames),
    });
  });
  return section(t('Volumes'), t('Every volume, those with the most mistakes first.'), content);
}

function differenceSection(model: ViewModel): TemplateResult {
  const { sides, differences } = model;
  const names: [string, string] = [sides[0].provenance.name, sides[1].provenance.name];
  const [first, second] =
    names[0] === names[1]
      ? [provenanceLine(sides[0].provenance), provenanceLine(sides[1].provenance)]
      : names;
  const content = differences
    ? figure(model, {
        id: 'difference',
        title: t('Difference'),
        measured: sides[1],
        rows: () => differenceRows(differences, [first, second]),
        body: differenceTable(differences, [first, second]),
      })
    : html`<p>
        ${t('These two were not measured on the same slices, so that their difference means nothing. Choose the same split above, or evaluate both on the same data set.')}
      </p>`;
  return section(
    t('Difference'),
    t(
      'Second minus first; differences of percentages are in percentage points (pp). Where the 95% interval holds 0, other volumes might turn the order round.',
    ),
    content,
  );
}
