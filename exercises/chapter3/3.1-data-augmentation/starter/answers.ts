import saved from './evidence.json';

/** `'?'` until you have decided. */
type Verdict = 'suits' | 'harms' | 'cannot work' | '?';

interface Answer {
  verdict: Verdict;
  /** Your argument, in a sentence or two: what it does to a CT slice, and what that means for the label. */
  why: string;
  /** Names of views that you have saved in the laboratory. */
  evidence: readonly string[];
}

/** The views that the laboratory has saved. */
export const views = saved;

/** Task 1: for CT slices and our three classes. */
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

/** Task 2: answer each question in a few sentences. */
export const physics: Record<string, string> = {
  // MRI: gray values have no fixed scale, and change from scanner to scanner. Which transforms of the list suit MRI for that reason?
  mriIntensity: '',
  // MRI: what do RandBiasField and RandGibbsNoise imitate, and why does neither belong to CT?
  mriArtefacts: '',
  // Ultrasound: which flips keep a picture possible, which do not? Think of the probe and of where depth begins.
  ultrasoundGeometry: '',
  // Ultrasound: what becomes of speckle and of shadows when a picture is rotated, blurred or given Gaussian noise?
  ultrasoundNoise: '',
};
