/**
 * Metrics of a classification, as scikit-learn defines them. Labels and predictions are class indices: 0 `no liver`,
 * 1 `liver`, 2 `lesion`.
 */
export {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  majorityBaseline,
  matthewsCorrelation,
  precisionRecallByClass,
} from '../evaluate/agreement';
export { expectedCalibrationError, reliabilityCurve } from '../evaluate/calibration';
export { confusionMatrix, normalizeConfusion } from '../evaluate/confusion';
export { precisionRecallCurve, rocCurve } from '../evaluate/curves';
export { measure } from '../evaluate/measure';
export { everyCell, oneVersusRest, predictedClasses, predictionTable } from '../evaluate/predictions';
export { poolVolumes } from '../evaluate/volumes';
