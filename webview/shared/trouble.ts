import { t } from '../../src/words';

const id = 'trouble';

/** Says above everything else in the page what went wrong, until the student closes it. */
export function showTrouble(text: string): void {
  document.getElementById('not-shown')?.remove();
  document.getElementById(id)?.remove();
  const shown = document.createElement('div');
  shown.id = id;
  shown.setAttribute('role', 'alert');
  const says = document.createElement('p');
  says.textContent = text;
  const close = document.createElement('button');
  close.textContent = t('Close');
  close.addEventListener('click', () => shown.remove());
  shown.append(says, close);
  document.body.prepend(shown);
}
