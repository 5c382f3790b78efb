import { render } from 'lit';
import { quizPanel, type QuizPanel } from '../../src/panels/quiz';
import { Line } from '../shared/line';
import './quiz.css';
import { page, type QuizView } from './view';

const line = new Line<QuizPanel>(quizPanel);
let view: QuizView | undefined;

line.listen((quiz) => {
  const kept = line.restore();
  const isSame = kept?.file === quiz.file && kept.seed === quiz.seed;
  const taken = isSame ? kept.taken : [];
  show({ quiz, taken, place: taken.length });
});

function show(now: QuizView): void {
  view = now;
  const { file, seed } = now.quiz;
  line.keep({ version: 1, file, seed, taken: [...now.taken] });
  render(page(document.title, now, actions), document.body);
}

const actions = {
  take: (choice: number) => void take(choice),
  next: () => {
    if (!view) return;
    show({ ...view, place: view.place + 1 });
    document.querySelector<HTMLElement>('h2')?.focus();
  },
  showCode: (question: string) => line.tell({ type: 'showCode', question }),
  again: () => line.tell({ type: 'again' }),
};

/** The page shows at once how it was; how the student stands follows when the answer is kept. */
async function take(choice: number): Promise<void> {
  const question = view?.quiz.questions[view.place];
  if (!view || !question) return;
  const taken = { question: question.id, choice };
  show({ ...view, taken: [...view.taken, taken] });
  document.querySelector<HTMLElement>('.next')?.focus();
  const standing = await line.ask('taken', taken);
  show({ ...view, standing });
}
