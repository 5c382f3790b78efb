import saved from './evidence.json';

/** `'?'`, bis Sie sich entschieden haben. */
type Verdict = 'suits' | 'harms' | 'cannot work' | '?';

interface Answer {
  verdict: Verdict;
  /** Ihre Begründung in ein, zwei Sätzen: was sie mit einem CT-Schnitt macht und was das für das Label bedeutet. */
  why: string;
  /** Namen von Ansichten, die Sie im Labor gespeichert haben. */
  evidence: readonly string[];
}

/** Die Ansichten, die das Labor gespeichert hat. */
export const views = saved;

/** Aufgabe 1: für CT-Schnitte und unsere drei Klassen. */
export const transforms: Record<string, Answer> = {
  RandomHorizontalFlip: { verdict: '?', why: '', evidence: [] },
  RandomVerticalFlip: { verdict: '?', why: '', evidence: [] },
  RandomRotation: { verdict: '?', why: '', evidence: [] },
  RandomAffine: { verdict: '?', why: '', evidence: [] },
  RandomPerspective: { verdict: '?', why: '', evidence: [] },
  ElasticTransform: { verdict: '?', why: '', evidence: [] },
  RandomResizedCrop: { verdict: '?', why: '', evidence: [] },
  RandomCrop: { verdict: '?', why: '', evidence: [] },
  CenterCrop: { verdict: '?', why: '', evidence: [] },
  FiveCrop: { verdict: '?', why: '', evidence: [] },
  TenCrop: { verdict: '?', why: '', evidence: [] },
  Resize: { verdict: '?', why: '', evidence: [] },
  Pad: { verdict: '?', why: '', evidence: [] },
  ColorJitter: { verdict: '?', why: '', evidence: [] },
  GaussianBlur: { verdict: '?', why: '', evidence: [] },
  RandomAdjustSharpness: { verdict: '?', why: '', evidence: [] },
  RandomAutocontrast: { verdict: '?', why: '', evidence: [] },
  RandomEqualize: { verdict: '?', why: '', evidence: [] },
  RandomInvert: { verdict: '?', why: '', evidence: [] },
  RandomPosterize: { verdict: '?', why: '', evidence: [] },
  RandomSolarize: { verdict: '?', why: '', evidence: [] },
  RandomGrayscale: { verdict: '?', why: '', evidence: [] },
  Grayscale: { verdict: '?', why: '', evidence: [] },
  RandomErasing: { verdict: '?', why: '', evidence: [] },
  AutoAugment: { verdict: '?', why: '', evidence: [] },
  Normalize: { verdict: '?', why: '', evidence: [] },
  ConvertImageDtype: { verdict: '?', why: '', evidence: [] },
  LinearTransformation: { verdict: '?', why: '', evidence: [] },
  RandGaussianNoise: { verdict: '?', why: '', evidence: [] },
  RandShiftIntensity: { verdict: '?', why: '', evidence: [] },
  RandScaleIntensity: { verdict: '?', why: '', evidence: [] },
  RandAdjustContrast: { verdict: '?', why: '', evidence: [] },
  RandZoom: { verdict: '?', why: '', evidence: [] },
  Rand2DElastic: { verdict: '?', why: '', evidence: [] },
  CropForeground: { verdict: '?', why: '', evidence: [] },
};

/** Aufgabe 2: Beantworten Sie jede Frage in einigen Sätzen. */
export const physics: Record<string, string> = {
  // MRT: Grauwerte haben keine feste Skala und unterscheiden sich von Gerät zu Gerät. Welche Transformationen der Liste passen deshalb zur MRT?
  mriIntensity: '',
  // MRT: Was ahmen RandBiasField und RandGibbsNoise nach, und warum gehört beides nicht zum CT?
  mriArtefacts: '',
  // Ultraschall: Nach welchen Spiegelungen ist ein Bild noch möglich, nach welchen nicht? Denken Sie an den Schallkopf und daran, wo die Tiefe beginnt.
  ultrasoundGeometry: '',
  // Ultraschall: Was wird aus Speckle und Schallschatten, wenn ein Bild gedreht, weichgezeichnet oder mit Gaußschem Rauschen versehen wird?
  ultrasoundNoise: '',
};
