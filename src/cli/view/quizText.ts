import type { Curve, Question } from '../../protocol/question';
import { loss, percent, t } from '../../words';
import { table } from '../table';

/** Questions for people, on paper or in a conversation; with answers, for the tutor. */
export function quizText(
  file: string,
  questions: readonly Question[],
  { seed, answers = false }: { seed: number; answers?: boolean },
): string {
  const heading = t('{0}, questions of seed {1}', file, String(seed));
  if (questions.length === 0) return `${heading}\n\n${t('There is nothing to ask about this model.')}`;
  return [heading, ...questions.map((question, index) => questionText(question, index + 1, answers))].join(
    '\n\n',
  );
}

function questionText(question: Question, place: number, answers: boolean): string {
  const { about, text, curves = [], choices, answer, explanation } = question;
  return [
    `${place}. ${about}`,
    ...curves.flatMap((curve) => curveText(curve).split('\n')).map(indented),
    indented(text),
    ...choices.map((choice, index) => indented(`${letterOf(index)}) ${choice.text}`)),
    ...(answers ? [indented(t('Answer: {0}', letterOf(answer))), ...explanation.map(indented)] : []),
  ].join('\n');
}

const letterOf = (place: number): string => String.fromCharCode('a'.charCodeAt(0) + place);
const indented = (line: string): string => `   ${line}`;

function curveText({ name, epochs, loss: training, valLoss, valAccuracy }: Curve): string {
  const head = [name, t('loss'), t('validation loss'), t('validation accuracy')];
  const rows = epochs.map((epoch, index) => [
    t('epoch {0}', epoch),
    loss(training[index]),
    loss(valLoss[index]),
    percent(valAccuracy[index]),
  ]);
  return table([head, ...rows]);
}
