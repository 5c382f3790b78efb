import { render } from 'lit';
import { modelPanel, type ModelPanel } from '../../src/panels/model';
import { Line } from '../shared/line';
import './model.css';
import { page } from './view';

const line = new Line<ModelPanel>(modelPanel);
line.listen(({ file, summary, stated, shown }) => {
  line.keep({ version: 1, file });
  render(page(document.title, summary, stated, shown), document.body);
  document.querySelector('tr[aria-current]')?.scrollIntoView({ block: 'center' });
});
