// @vitest-environment happy-dom
import { html, render } from 'lit';
import { expect, it } from 'vitest';
import { pictureOfTable } from '../../../../webview/evaluation/pictures';

it('draws what a table says, and what it was measured on', () => {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const cells = ['liver', '12'];
  const template = html`<table>
    <tbody>
      <tr>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr>
    </tbody>
  </table>`;
  render(template, root);
  const table = root.querySelector('table');
  if (!table) throw new Error('There is no table.');
  const picture = pictureOfTable(table, { title: 'Counts', source: 'baseline · test' });
  const texts = [...picture.querySelectorAll('text')].map((text) => text.textContent);
  expect(texts).toEqual(['Counts', 'liver', '12', 'baseline · test']);
});
