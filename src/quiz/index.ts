export { makeQuiz } from './makeQuiz';
