import { t, type Check, type FindingInput, type Subject } from 'lits/check';

/** The list of the course. */
const listed = [
  'RandomHorizontalFlip',
  'RandomVerticalFlip',
  'RandomRotation',
  'RandomAffine',
  'RandomPerspective',
  'ElasticTransform',
  'RandomResizedCrop',
  'RandomCrop',
  'CenterCrop',
  'FiveCrop',
  'TenCrop',
  'Resize',
  'Pad',
  'ColorJitter',
  'GaussianBlur',
  'RandomAdjustSharpness',
  'RandomAutocontrast',
  'RandomEqualize',
  'RandomInvert',
  'RandomPosterize',
  'RandomSolarize',
  'RandomGrayscale',
  'Grayscale',
  'RandomErasing',
  'AutoAugment',
  'Normalize',
  'ConvertImageDtype',
  'LinearTransformation',
  'RandGaussianNoise',
  'RandShiftIntensity',
  'RandScaleIntensity',
  'RandAdjustContrast',
  'RandZoom',
  'Rand2DElastic',
  'CropForeground',
];
const questions = ['mriIntensity', 'mriArtefacts', 'ultrasoundGeometry', 'ultrasoundNoise'];
const impossible = 'cannot work'; // no text: it stands so in the student's file
const verdicts = ['suits', 'harms', impossible];
/** An argument has at least so many words. */
const fewestWords = 6;

interface Answer {
  verdict: unknown;
  why: string;
  evidence: string[];
}

/** What the laboratory has measured of one sample, as far as it is looked at here. */
interface Sample {
  problem?: string;
  changed?: number | null;
  lesion?: [unknown, unknown];
  liver?: [unknown, unknown];
}

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function recordOf(subject: Subject, name: string): Record<string, unknown> {
  const value = subject.module()[name];
  return isRecord(value) ? value : {};
}

function answerTo(subject: Subject, name: string): Answer | undefined {
  const answer = recordOf(subject, 'transforms')[name];
  if (!isRecord(answer)) return undefined;
  const { verdict, why, evidence } = answer;
  return {
    verdict,
    why: textOf(why),
    evidence: Array.isArray(evidence) ? evidence.map(String) : [],
  };
}

/** The samples of a saved view that shows this transform; undefined when there is none. */
function samplesOf(subject: Subject, view: string, transform: string): Sample[] | undefined {
  const saved = recordOf(subject, 'views')[view];
  if (!isRecord(saved) || !JSON.stringify(saved['pipeline']).includes(`"${transform}"`)) return undefined;
  return Array.isArray(saved['samples']) ? (saved['samples'] as Sample[]) : [];
}

/** One finding for each transform that a sentence is due for. */
function eachTransform(
  subject: Subject,
  judge: (name: string, answer: Answer) => Omit<FindingInput, 'at'> | undefined,
): FindingInput[] {
  return listed.flatMap((name) => {
    const answer = answerTo(subject, name);
    const finding = answer && judge(name, answer);
    return finding ? [{ ...finding, at: subject.find(new RegExp(`\\b${name}\\b`)) }] : [];
  });
}

/** What the laboratory's measurements say against a verdict. */
function contradiction(verdict: unknown, samples: readonly Sample[]): string | undefined {
  const count = (is: (sample: Sample) => boolean) => samples.filter(is).length;
  const lost = (regions: Sample['lesion']) => Boolean(regions?.[0]) && regions?.[1] === null;
  const gone = count(({ lesion, liver }) => lost(lesion) || lost(liver));
  const failed = count(({ problem }) => problem !== undefined);
  const same = count(({ changed }) => changed === 0);
  const all = samples.length;
  if (all === 0) return undefined;
  if (verdict === 'suits' && gone > 0)
    return all === 1
      ? t('In the only sample the lesion or the liver is gone, so that the label would be wrong.')
      : t(
          'In {0} of {1} samples the lesion or the liver is gone, so that the label would be wrong.',
          gone,
          all,
        );
  if (verdict !== impossible && failed === all) return t('It could not be applied to any of the samples.');
  if (verdict !== impossible && same === all) return t('It changed none of the samples.');
  if (verdict === impossible && failed + same === 0) return t('It was applied, and changed every sample.');
  return undefined;
}

export default (): Check[] => [
  {
    id: 'considered',
    item: 'transforms',
    title: t('Every transform of the list has a verdict'),
    fault: t('Transforms of the list have no verdict'),
    probe: (subject) =>
      listed
        .filter((name) => !verdicts.includes(String(answerTo(subject, name)?.verdict)))
        .map((name) => ({
          probed: t('The verdict on {0} was read.', name),
          expected: t('One of {0}.', verdicts.map((verdict) => `'${verdict}'`).join(', ')),
          actual: answerTo(subject, name) ? t('Undecided.') : t('It is not in the list.'),
          at: subject.find(new RegExp(`\\b${name}\\b`)),
        })),
  },
  {
    id: 'argued',
    item: 'transforms',
    title: t('Every verdict is argued'),
    fault: t('A verdict is not argued'),
    needs: ['considered'],
    probe: (subject) =>
      eachTransform(subject, (name, { why }) =>
        words(why) >= fewestWords
          ? undefined
          : {
              probed: t('The argument for {0} was read.', name),
              expected: t('What it does to a CT slice, and what that means for the label.'),
              actual:
                why === '' ? t('Nothing.') : words(why) === 1 ? t('1 word.') : t('{0} words.', words(why)),
              why: t('The points are for the argument, not for the verdict.'),
            },
      ),
  },
  {
    id: 'evidence',
    item: 'transforms',
    title: t('Verdicts on what can be seen have a saved view as evidence'),
    fault: t('A verdict on what can be seen has no saved view as evidence'),
    needs: ['considered'],
    probe: (subject) =>
      eachTransform(subject, (name, { verdict, evidence }) => {
        const missing = evidence.find((view) => !samplesOf(subject, view, name));
        if (missing === undefined && (evidence.length > 0 || verdict === impossible)) return undefined;
        return {
          probed: t('The evidence for {0} was looked up among the saved views.', name),
          expected: t('The name of a view in evidence.json whose pipeline has {0} in it.', name),
          actual: missing === undefined ? t('None is named.') : t('No such view is called {0}.', missing),
          hints: [t('Open LiTS: Preview Augmentations, add the transform, and press Save View as Evidence.')],
        };
      }),
  },
  {
    id: 'agreement',
    item: 'transforms',
    title: t('Nothing that the laboratory has measured speaks against a verdict'),
    fault: t('What the laboratory has measured speaks against a verdict'),
    share: 0,
    needs: ['evidence'],
    probe: (subject) =>
      eachTransform(subject, (name, { verdict, evidence }) => {
        const against = evidence.flatMap((view) => {
          const found = contradiction(verdict, samplesOf(subject, view, name) ?? []);
          return found === undefined ? [] : [`${view}: ${found}`];
        });
        if (against.length === 0) return undefined;
        return {
          probed: t('Your verdict on {0} was held against what the laboratory has measured.', name),
          expected: t("Views that show why it is '{0}'.", String(verdict)),
          actual: against.join(' '),
          why: t(
            'You may still be right: then your argument should say why, or for which parameters. This costs no points.',
          ),
        };
      }),
  },
  {
    id: 'answered',
    item: 'physics',
    title: t('Every question on MRI and ultrasound is answered'),
    fault: t('A question on MRI and ultrasound is not answered'),
    probe: (subject) =>
      questions
        .filter((name) => words(textOf(recordOf(subject, 'physics')[name])) < fewestWords)
        .map((name) => ({
          probed: t('The answer to {0} was read.', name),
          expected: t('A few sentences.'),
          actual: t('Less than one.'),
          at: subject.find(new RegExp(`\\b${name}\\b`)),
        })),
  },
];
