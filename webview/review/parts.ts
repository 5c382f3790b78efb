import { html, nothing, type TemplateResult } from 'lit';
import { commentKindSchema, type CommentKind } from '../../src/panels/review';
import { number, t } from '../../src/words';

export const pointsText = (points: number): string => number(points, { maximumFractionDigits: 3 });

/** With a sign, as what a rubric item adds. */
export const addedText = (points: number): string =>
  number(points, { maximumFractionDigits: 3, signDisplay: 'always' });

export const icon = (name: string): TemplateResult =>
  html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;

export function iconButton(name: string, title: string, onClick: () => void): TemplateResult {
  return html`<button class="icon" title=${title} aria-label=${title} @click=${onClick}>
    ${icon(name)}
  </button>`;
}

const kindIcons: Readonly<Record<CommentKind, string>> = {
  essential: 'warning',
  actionable: 'tools',
  informative: 'info',
  celebratory: 'thumbsup',
};
export const commentKinds = commentKindSchema.options;

export const kindText = (kind: CommentKind): string => {
  const texts: Readonly<Record<CommentKind, string>> = {
    essential: t('essential'),
    actionable: t('actionable'),
    informative: t('informative'),
    celebratory: t('celebratory'),
  };
  return texts[kind];
};

export const kindMark = (kind: CommentKind): TemplateResult =>
  html`<span class="kind ${kind}" title=${kindText(kind)}
    >${icon(kindIcons[kind])}<span class="unseen">${kindText(kind)}:</span></span
  >`;

/** How a task stands, as a sign with words. */
export function stateMark(state: 'open' | 'conflict' | 'done'): TemplateResult {
  const marks = {
    open: ['circle-large-outline', t('to grade')],
    conflict: ['warning', t('tutors disagree')],
    done: ['check', t('graded')],
  } as const;
  const [sign, text] = marks[state];
  return html`<span class="state ${state}" title=${text}
    >${icon(sign)}<span class="unseen">${text}</span></span
  >`;
}

export function field(
  label: string,
  value: string | number,
  onChange: (text: string) => void,
  { type = 'text', step, isWide = false }: { type?: 'text' | 'number'; step?: string; isWide?: boolean } = {},
): TemplateResult {
  return html`<label class="field ${isWide ? 'wide' : ''}"
    ><span>${label}</span>
    <input
      type=${type}
      step=${step ?? nothing}
      min=${type === 'number' ? '0' : nothing}
      .value=${String(value)}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) onChange(event.target.value);
      }}
  /></label>`;
}

/** The text of a field in a form, without spaces around it. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Hears a form that is sent, and empties it. */
export const onSubmit = (take: (form: FormData) => boolean) => (event: Event) => {
  event.preventDefault();
  if (!(event.target instanceof HTMLFormElement)) return;
  if (take(new FormData(event.target))) event.target.reset();
};
