import { themeColor } from '../shared/theme';

/** As many as are told apart; `comparison.css` registers them. */
const count = 8;

/** The name of a run's colour among some. */
const nameOf = (place: number) => `--lits-run-${place % count}`;

/** For CSS. */
export const runVariable = (place: number): string => `var(${nameOf(place)})`;

/** For a canvas: the colour of the current theme. */
export const runColor = (place: number): string => themeColor(nameOf(place));
