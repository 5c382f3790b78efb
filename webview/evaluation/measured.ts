import { classText } from '../../src/course/classes';
import { reliabilityCurve, type ReliabilityBin } from '../../src/evaluate/calibration';
import { confusionMatrix } from '../../src/evaluate/confusion';
import { precisionRecallCurve, type PrecisionRecallCurve } from '../../src/evaluate/curves';
import {
  confidences,
  everyCell,
  oneVersusRest,
  predictedClasses,
  tableOf,
  type OperatingPoint,
  type PredictionTable,
} from '../../src/evaluate/predictions';
import { poolVolumes, summarizeVolumes, type VolumeSummary } from '../../src/evaluate/volumes';
import type { Evaluation, Metrics, Provenance } from '../../src/panels/evaluation';

/** What counts as one: a slice, or a volume as a whole. */
export type Unit = 'slice' | 'volume';

export interface UnitMeasures {
  table: PredictionTable;
  metrics: Metrics;
  /** One a class, then all classes together ("micro"). */
  curves: PrecisionRecallCurve[];
  reliability: ReliabilityBin[];
}

/** An evaluation with everything that the view draws of it; each part is computed when it is first asked for. */
export class Measured {
  private readonly units: Partial<Record<Unit, UnitMeasures>> = {};
  private summaries: VolumeSummary[] | undefined;
  private readonly slices: PredictionTable;

  constructor(
    readonly runDir: string,
    readonly evaluation: Evaluation,
  ) {
    this.slices = tableOf(evaluation.predictions, evaluation.classNames.length);
  }

  get provenance(): Provenance {
    return this.evaluation.provenance;
  }

  /** As a person reads them; exported tables keep the names of the evaluation. */
  get classNames(): readonly string[] {
    return this.evaluation.classNames.map(classText);
  }

  measuresOf(unit: Unit): UnitMeasures {
    return (this.units[unit] ??= this.measure(unit));
  }

  /** Every volume, those with the most mistakes first. */
  volumes(): readonly VolumeSummary[] {
    return (this.summaries ??= summarizeVolumes(this.slices).sort((a, b) => a.accuracy - b.accuracy));
  }

  /** Rows are the truth, columns the prediction. */
  confusion(unit: Unit, point: OperatingPoint | undefined): number[][] {
    const { table } = this.measuresOf(unit);
    return confusionMatrix(table.labels, predictedClasses(table, point), table.classes);
  }

  private measure(unit: Unit): UnitMeasures {
    const { bySlice, byVolume } = this.evaluation;
    const table = unit === 'slice' ? this.slices : poolVolumes(this.slices);
    const { truth, scores } = confidences(table);
    const cells = everyCell(table);
    return {
      table,
      metrics: unit === 'slice' ? bySlice : byVolume,
      curves: [
        ...this.classNames.map((_, index) => {
          const versus = oneVersusRest(table, index);
          return precisionRecallCurve(versus.truth, versus.scores);
        }),
        precisionRecallCurve(cells.truth, cells.scores),
      ],
      reliability: reliabilityCurve(truth, scores),
    };
  }
}
