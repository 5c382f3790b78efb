import { html, nothing, type TemplateResult } from 'lit';
import type { OperatingPoint } from '../../src/evaluate/predictions';
import { precisionRecallByClass } from '../../src/evaluate/agreement';
import { predictedCounts } from '../../src/evaluate/confusion';
import type { EvaluationKey } from '../../src/panels/evaluation';
import { fill } from '../shared/fill';
import { confusionGrid, confusionRows, normalizations, type Normalization } from './confusionGrid';
import { differenceRows, differenceTable, type Difference } from './differenceTable';
import { beside, figure, provenanceFacts, provenanceLine, type FigureModel } from './figure';
import { classRows, classTable, keyFigureRows, keyFigures } from './figureTables';
import { gallery, type GalleryModel } from './gallery';
import { galleryItems } from './galleryItems';
import type { Cell } from './gridKeys';
import type { Measured, Unit } from './measured';
import { asNumber, asShare } from './numbers';
import { curveSwatch, precisionRecallPlot, precisionRecallRows } from './precisionRecallPlot';
import { reliabilityPlot, reliabilityRows, reliabilityTable } from './reliability';
import { volumeRows, volumesTable } from './volumesTable';

export interface ViewModel extends FigureModel {
  /** One evaluation, or two beside each other. */
  sides: readonly Measured[];
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
  onGradCam: GalleryModel['onGradCam'];
  onMore: () => void;
  onClose: () => void;
  onExportPage: () => void;
}

const shownThreshold = 0.5;

/** The whole page. */
export function page(model: ViewModel): TemplateResult {
  const { texts } = model;
  return html`<main>
    ${header(model)} ${remarkSection(model)} ${section(texts.keyFigures, '', keyFigureSection(model))}
    ${model.sides.length === 2 ? differenceSection(model) : nothing}
    <div class="pair" data-count=${model.sides.length}>${confusionSection(model)} ${curveSection(model)}</div>
    ${gallerySection(model)} ${classSection(model)} ${calibrationSection(model)} ${volumeSection(model)}
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
  const { texts, locale, sides, unit, onUnit, onExportPage } = model;
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
              ...provenanceFacts(measured.provenance, texts, locale).slice(1),
              [
                texts.created,
                new Date(measured.provenance.createdAt).toLocaleString(locale, {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                }),
              ],
            ].map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd title=${name === texts.dataSet ? measured.provenance.datasetFingerprint : nothing}>
                    ${value}
                  </dd>
                </div>`,
            )}
          </dl>`,
    )}
    <div class="toolbar control">
      ${segments(
        texts.unit,
        [
          { value: 'slice', label: texts.perSlice },
          { value: 'volume', label: texts.perVolume },
        ],
        unit,
        onUnit,
      )}
      <button class="end" @click=${onExportPage}>${texts.exportPage}</button>
    </div>
    ${unit === 'volume' ? html`<p class="quiet">${texts.unitHelp}</p>` : nothing}
  </header>`;
}

function choice({ texts, sides, choices, onChoose }: ViewModel, side: number): TemplateResult {
  const { split, checkpoint } = sides[side].provenance;
  return html`<label class="control">
    ${texts.choice}
    <select
      @change=${(event: Event) => {
        if (!(event.target instanceof HTMLSelectElement)) return;
        onChoose(side, choices[side][event.target.selectedIndex]);
      }}
    >
      ${choices[side].map(
        (which) =>
          html`<option ?selected=${which.split === split && which.checkpoint === checkpoint}>
            ${which.split}, ${texts[which.checkpoint]}
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

function remarkSection({ texts, sides, remarks }: ViewModel): TemplateResult | typeof nothing {
  if (remarks.every((ofSide) => ofSide.length === 0)) return nothing;
  return section(
    texts.remarks,
    '',
    beside(
      sides,
      (_, side) =>
        html`<ul class="remarks">
          ${remarks[side].map((remark) => html`<li>${remark}</li>`)}
        </ul>`,
    ),
  );
}

function keyFigureSection(model: ViewModel): TemplateResult {
  const { sides, unit, texts } = model;
  return beside(sides, (measured) => {
    const { metrics } = measured.measuresOf(unit);
    return figure(model, {
      id: 'figures',
      title: texts.keyFigures,
      measured,
      rows: () => keyFigureRows(metrics),
      body: keyFigures(metrics, texts),
    });
  });
}

function pointOf({ chosen, threshold }: ViewModel): OperatingPoint | undefined {
  return threshold === undefined ? undefined : { class: chosen, threshold };
}

/** How the predictions that are shown come about, in words. */
function ruleText(model: ViewModel, classNames: readonly string[]): string {
  const { texts, chosen, threshold } = model;
  return threshold === undefined
    ? texts.mostProbable
    : fill(texts.atThreshold, classNames[chosen], asShare(threshold));
}

function confusionSection(model: ViewModel): TemplateResult {
  const { texts, locale, sides, unit, normalization, focused, opened, onFocus, onOpen } = model;
  const names = { true: texts.byTruth, pred: texts.byPrediction, all: texts.all };
  const content = html`
    <div class="toolbar control">
      ${segments(
        texts.normalization,
        normalizations.map((value) => ({ value, label: names[value] })),
        normalization,
        model.onNormalization,
      )}
    </div>
    ${beside(sides, (measured, side) => {
      const confusion = measured.confusion(unit, pointOf(model));
      return figure(model, {
        id: 'confusion-matrix',
        title: texts.confusion,
        measured,
        rows: () => confusionRows(confusion, measured.classNames),
        body: html`${confusionGrid({
            texts,
            locale,
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
  return section(texts.confusion, texts.confusionHelp, content, {
    id: 'confusion-hint',
    text: texts.confusionHint,
  });
}

function gallerySection(model: ViewModel): TemplateResult | typeof nothing {
  const { sides, unit, opened, galleryLimit } = model;
  const measured = opened && sides[opened.side];
  if (!opened || !measured) return nothing;
  return gallery({
    ...model,
    classNames: measured.classNames,
    cell: opened.cell,
    items: galleryItems(measured, unit, opened.cell, pointOf(model)),
    limit: galleryLimit,
  });
}

function classSection(model: ViewModel): TemplateResult {
  const { texts, locale, sides, unit } = model;
  const content = beside(sides, (measured) => {
    const { metrics } = measured.measuresOf(unit);
    return figure(model, {
      id: 'classes',
      title: texts.figuresByClass,
      measured,
      rows: () => classRows(metrics, measured.classNames),
      body: classTable(metrics, measured.classNames, texts, locale),
    });
  });
  return section(texts.figuresByClass, texts.intervalHelp, content);
}

function curveSection(model: ViewModel): TemplateResult {
  const { texts, locale, sides, unit, chosen } = model;
  const content = html`${thresholdControl(model)}
  ${beside(sides, (measured) => {
    const { curves } = measured.measuresOf(unit);
    const confusion = measured.confusion(unit, pointOf(model));
    const names = [...measured.classNames, texts.micro];
    const { precision, recall } = precisionRecallByClass(confusion)[chosen];
    const plot = precisionRecallPlot({
      texts,
      curves,
      names,
      chosen,
      point: { precision, recall, isOnCurve: model.threshold !== undefined },
    });
    return figure(model, {
      id: 'precision-recall',
      title: texts.precisionRecall,
      measured,
      rows: () => precisionRecallRows(curves, names),
      body: html`<div class="plot-and-table">
        ${plot}
        <div>
          <table>
            <thead>
              <tr>
                <th scope="col">${texts.thresholdOf}</th>
                <th scope="col">${texts.averagePrecision}</th>
              </tr>
            </thead>
            <tbody>
              ${curves.map(
                ({ averagePrecision, positives }, index) =>
                  html`<tr>
                    <th scope="row">${curveSwatch(index, curves.length)} ${names[index]}</th>
                    <td>${positives === 0 ? texts.undefined : asShare(averagePrecision)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
          <p class="rule" aria-live="polite">
            ${ruleText(model, measured.classNames)}<br />
            ${measured.classNames[chosen]}: ${texts.precision} <b>${asShare(precision)}</b>, ${texts.recall}
            <b>${asShare(recall)}</b>,
            ${fill(texts.predictedCount, predictedCounts(confusion)[chosen].toLocaleString(locale))}
          </p>
        </div>
      </div>`,
    });
  })}`;
  return section(texts.precisionRecall, texts.precisionRecallHelp, content, {
    id: 'threshold-hint',
    text: texts.thresholdHint,
  });
}

function thresholdControl(model: ViewModel): TemplateResult {
  const { texts, sides, chosen, threshold, onClass, onThreshold } = model;
  const { classNames } = sides[0];
  return html`<div class="toolbar control">
    ${segments(
      texts.thresholdOf,
      classNames.map((label, index) => ({ value: String(index), label })),
      String(chosen),
      (value) => onClass(Number(value)),
    )}
    <label class="slider">
      ${texts.threshold}
      <input
        type="range"
        min="0"
        max="1"
        step="0.01"
        .value=${String(threshold ?? shownThreshold)}
        aria-valuetext=${threshold === undefined ? texts.mostProbable : asShare(threshold)}
        @input=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) onThreshold(event.target.valueAsNumber);
        }}
      />
      <output>${threshold === undefined ? texts.none : asShare(threshold)}</output>
    </label>
    <button ?disabled=${threshold === undefined} @click=${() => onThreshold(undefined)}>
      ${texts.resetThreshold}
    </button>
  </div>`;
}

function calibrationSection(model: ViewModel): TemplateResult {
  const { texts, locale, sides, unit } = model;
  const content = beside(sides, (measured) => {
    const { reliability, metrics } = measured.measuresOf(unit);
    const error = metrics.figures.expectedCalibrationError;
    return figure(model, {
      id: 'calibration',
      title: texts.calibration,
      measured,
      rows: () => reliabilityRows(reliability),
      body: html`<div class="plot-and-table">
        ${reliabilityPlot(reliability, error, texts)}
        <div>
          <p class="rule">
            ${texts.expectedCalibrationError}: <b>${asShare(error)}</b><br />
            ${texts.logLoss}: <b>${asNumber(metrics.figures.logLoss)}</b>
          </p>
          ${reliabilityTable(reliability, texts, locale)}
        </div>
      </div>`,
    });
  });
  return section(texts.calibration, texts.calibrationHelp, content);
}

function volumeSection(model: ViewModel): TemplateResult {
  const { texts, locale, sides } = model;
  const content = beside(sides, (measured) => {
    const volumes = measured.volumes();
    return figure(model, {
      id: 'volumes',
      title: texts.volumes,
      measured,
      rows: () => volumeRows(volumes, measured.classNames),
      body: html`<div class="tall">${volumesTable(volumes, measured.classNames, texts, locale)}</div>`,
    });
  });
  return section(texts.volumes, texts.volumesHelp, content);
}

function differenceSection(model: ViewModel): TemplateResult {
  const { texts, locale, sides, differences } = model;
  const names: [string, string] = [sides[0].provenance.name, sides[1].provenance.name];
  const [first, second] =
    names[0] === names[1]
      ? [
          provenanceLine(sides[0].provenance, texts, locale),
          provenanceLine(sides[1].provenance, texts, locale),
        ]
      : names;
  const content = differences
    ? figure(model, {
        id: 'difference',
        title: texts.difference,
        measured: sides[1],
        rows: () => differenceRows(differences, [first, second]),
        body: differenceTable(differences, [first, second], texts),
      })
    : html`<p>${texts.differenceImpossible}</p>`;
  return section(texts.difference, texts.differenceHelp, content);
}
