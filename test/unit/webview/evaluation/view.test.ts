// @vitest-environment happy-dom
import { render } from 'lit';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page, type ViewModel } from '../../../../webview/evaluation/view';
import { measured, predictions } from './fixture';

let model: ViewModel;
let root: HTMLElement;
beforeEach(() => {
  model = {
    sides: [measured()],
    choices: [[{ split: 'test', checkpoint: 'best' }]],
    remarks: [[]],
    unit: 'slice',
    normalization: 'true',
    chosen: 2,
    threshold: undefined,
    focused: { row: 0, column: 0 },
    opened: undefined,
    galleryLimit: 24,
    pictures: new Map(),
    cams: new Map(),
    noPictures: undefined,
    masks: true,
    showCams: true,
    enlarged: undefined,
    onMasks: vi.fn(),
    onShowCams: vi.fn(),
    onEnlarge: vi.fn(),
    onShowInVolume: vi.fn(),
    onGradCam: vi.fn(),
    differences: undefined,
    onChoose: vi.fn(),
    onUnit: vi.fn(),
    onNormalization: vi.fn(),
    onClass: vi.fn(),
    onThreshold: vi.fn(),
    onFocus: vi.fn(),
    onOpen: vi.fn(),
    onMore: vi.fn(),
    onClose: vi.fn(),
    onExport: vi.fn(),
    onExportPage: vi.fn(),
  };
  root = document.createElement('div');
  document.body.replaceChildren(root);
});

function show(change: Partial<ViewModel> = {}): void {
  model = { ...model, ...change };
  render(page(model), root);
}
const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const textOf = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim();
const cell = (row: number, column: number) =>
  root.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
const press = (key: string) =>
  cell(0, 0)?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));

describe('the confusion matrix', () => {
  it('shows counts and rates', () => {
    show();
    expect([...all('[data-row="2"] b'), ...all('[data-row="2"] .share')].map(textOf)).toEqual([
      '0',
      '2',
      '1',
      '0.0%',
      '66.7%',
      '33.3%',
    ]);
  });

  it('normalizes as it is told', () => {
    show({ normalization: 'all' });
    expect(textOf(cell(2, 1)?.querySelector('.share'))).toBe('33.3%');
  });

  it('says each cell in words', () => {
    show();
    expect(textOf(cell(2, 1))).toBe('Truth lesion, predicted liver: 2, 66.7%');
  });

  it('is one stop of the Tab key', () => {
    show({ focused: { row: 1, column: 2 } });
    expect(all('[role=gridcell][tabindex="0"]')).toEqual([cell(1, 2)]);
  });

  it('moves with the arrow keys', () => {
    show();
    press('ArrowDown');
    expect(document.activeElement).toBe(cell(1, 0));
  });

  it('opens the slices of a cell with Enter', () => {
    show();
    press('Enter');
    expect(model.onOpen).toHaveBeenCalledWith(0, { row: 0, column: 0 });
  });

  it('opens the slices of a cell with a click', () => {
    show();
    cell(2, 1)?.click();
    expect(model.onOpen).toHaveBeenCalledWith(0, { row: 2, column: 1 });
  });

  it('moves with the threshold', () => {
    show({ threshold: 0.3 });
    expect(textOf(cell(2, 2)?.querySelector('b'))).toBe('2');
  });

  it('counts volumes where a volume is what counts', () => {
    show({ unit: 'volume' });
    expect(all('[role=gridcell] b').map(textOf)).toEqual(['0', '0', '0', '0', '0', '0', '0', '1', '1']);
  });
});

it('puts the operating point where the matrix stands', () => {
  show({ threshold: 0.3 });
  expect(textOf(root.querySelector('[aria-live]'))).toContain('Precision 66.7%, Recall 66.7%');
});

it('says once what the figures were measured on', () => {
  show();
  expect(all('.facts').map(textOf)).toEqual([
    expect.stringMatching(/^Split test Checkpoint best \(epoch 3\) Slices 6/),
  ]);
  expect(all('figcaption .source')).toEqual([]);
});

it('names under every figure which of two evaluations it is of', () => {
  show({ sides: [measured(), measured(predictions, 'dropout')], choices: [[], []], remarks: [[], []] });
  expect(all('[data-figure=confusion-matrix] .source').map(textOf)).toEqual(['baseline', 'dropout']);
});

it('has numbers in a table beside every picture', () => {
  show();
  const pictures = all('figure').filter((figure) => figure.querySelector('svg.plot'));
  expect(pictures.map((figure) => figure.querySelectorAll('table').length)).toEqual([1, 1]);
});

it('gives every picture a name', () => {
  show();
  expect(all('svg[role=img]').every((picture) => picture.getAttribute('aria-label'))).toBe(true);
});

it('shows where a run has more than one evaluation which is shown', () => {
  show({
    choices: [
      [
        { split: 'val', checkpoint: 'best' },
        { split: 'test', checkpoint: 'best' },
      ],
    ],
  });
  expect(root.querySelector('select')?.selectedIndex).toBe(1);
});

it('shows as many slices as asked, and offers the others', () => {
  show({ opened: { side: 0, cell: { row: 2, column: 1 } }, galleryLimit: 1 });
  expect(all('.slices li .name').map(textOf)).toEqual(['Slice 1 of b']);
  expect(textOf(root.querySelector('.gallery > button'))).toBe('Show 1 More');
});

describe('Grad-CAM in the gallery', () => {
  const opened = { side: 0, cell: { row: 2, column: 1 } };
  const address = 'data:image/png;base64,AA==' as const;
  const pictures = new Map(['a/2.png', 'b/1.png'].map((file) => [file, { file, image: address }]));
  const button = (text: string) => all('.gallery button').find((element) => textOf(element) === text);

  it('is asked for one slice', () => {
    show({ opened, pictures });
    button('Grad-CAM')?.click();
    expect(model.onGradCam).toHaveBeenCalledWith(['b/1.png']);
  });

  it('is asked for all slices that are shown without it', () => {
    show({ opened, pictures });
    button('Grad-CAM of All Shown')?.click();
    expect(model.onGradCam).toHaveBeenCalledWith(['b/1.png', 'a/2.png']);
  });

  it('cannot be asked for again while it is computed', () => {
    show({ opened, pictures, cams: new Map([['b/1.png', 'coming']]) });
    expect(button('Looking …')?.matches(':disabled')).toBe(true);
  });

  it('says when nothing on the slice speaks for the class', () => {
    show({ opened, pictures, cams: new Map([['b/1.png', 'nothing']]) });
    expect(textOf(root.querySelector('.slices li .quiet'))).toBe('Nothing on this slice speaks for liver');
  });

  it('can be hidden', () => {
    show({ opened, pictures, cams: new Map([['b/1.png', { address }]]) });
    all('.gallery label')
      .find((label) => textOf(label) === 'Show Grad-CAM')
      ?.click();
    expect(model.onShowCams).toHaveBeenCalledWith(false);
    show({ showCams: false });
    expect(all('.cam')).toEqual([]);
  });

  it('lies over its slice', () => {
    show({ opened, pictures, cams: new Map([['b/1.png', { address }]]) });
    expect(all('.slices li').map((item) => item.querySelectorAll('.cam').length)).toEqual([1, 0]);
  });
});

describe('a slice of the gallery', () => {
  const opened = { side: 0, cell: { row: 2, column: 1 } };
  const image = 'data:image/png;base64,AA==' as const;
  const pictures = new Map(['a/2.png', 'b/1.png'].map((file) => [file, { file, image }]));
  const dialog = () => root.querySelector('dialog');
  const enlarge = (file: string) => {
    show({ opened, pictures });
    show({ enlarged: file });
  };
  const pressed = (key: string) => dialog()?.dispatchEvent(new KeyboardEvent('keydown', { key }));

  it('is enlarged by a click', () => {
    show({ opened, pictures });
    all('.slices .enlarge')[0]?.click();
    expect(model.onEnlarge).toHaveBeenCalledWith('b/1.png');
  });

  it('is shown over the page with its name', () => {
    enlarge('b/1.png');
    expect(dialog()?.open).toBe(true);
    expect(textOf(dialog()?.querySelector('.name'))).toBe('Slice 1 of b');
  });

  it('gives way to its neighbour with an arrow key', () => {
    enlarge('b/1.png');
    pressed('ArrowRight');
    expect(model.onEnlarge).toHaveBeenCalledWith('a/2.png');
  });

  it('is small again when its dialog is closed, as Escape does', () => {
    enlarge('b/1.png');
    dialog()?.close();
    expect(model.onEnlarge).toHaveBeenCalledWith(undefined);
  });
});

it('says once what is to be kept in mind about both of two evaluations', () => {
  show({
    sides: [measured(), measured(predictions, 'dropout')],
    choices: [[], []],
    remarks: [['Patients are shared.'], ['Patients are shared.', 'One volume.']],
  });
  expect(all('.remarks li').map(textOf)).toEqual(['Patients are shared.', 'One volume.']);
});

it('says what a student may overlook', () => {
  show({ remarks: [['Overconfident.', 'One volume.']] });
  expect(all('.remarks li').map(textOf)).toEqual(['Overconfident.', 'One volume.']);
});

it('shows two evaluations beside each other', () => {
  show({ sides: [measured(), measured(predictions, 'dropout')], choices: [[], []], remarks: [[], []] });
  expect(all('h1').map(textOf)).toEqual(['baseline', 'dropout']);
  expect(all('.confusion')).toHaveLength(2);
});

it('shows what comes from a run as text, never as markup', () => {
  show({ sides: [measured(predictions, '<img src=x>')] });
  expect(root.querySelector('img')).toBeNull();
});
