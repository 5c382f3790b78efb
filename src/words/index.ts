export { foreign, visible } from './foreign';
export {
  dateTime,
  decimals,
  duration,
  list,
  loss,
  megabytes,
  moment,
  number,
  percent,
  rough,
  rounded,
  signed,
} from './formats';
export { addWords, language, languageOf, speak } from './language';
export { t } from './t';
