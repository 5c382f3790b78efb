import { expect, it } from 'vitest';
import { standalonePage } from '../../../src/extension/evaluation/standalonePage';

const page = standalonePage({
  title: '<i>baseline</i>',
  language: 'de',
  styles: 'body { color: var(--vscode-foreground); }',
  variables: {
    '--vscode-foreground': '#ccc',
    '--vscode-notAsked': '#000',
    '--vscode-fore': '</style><script>',
  },
  body: '<main>Figures</main>',
  bodyClass: 'vscode-dark',
});

it('holds the styles, the colours that they ask for, and the body', () => {
  expect(page).toContain('--vscode-foreground: #ccc;');
  expect(page).not.toContain('notAsked');
  expect(page).toContain('<body class="vscode-dark">\n<main>Figures</main>');
});

it('loads nothing and runs nothing', () => {
  expect(page).not.toMatch(/<script|<link|https?:/);
  expect(page).toContain('default-src &#39;none&#39;');
});

it('never lets a text become markup', () => {
  expect(page).toContain('<title>&#60;i&#62;baseline&#60;/i&#62;</title>');
});
