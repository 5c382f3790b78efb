import { Parser } from 'htmlparser2';

/** What a web page says that came in the place of a file. */
export type FilePage =
  /** The file is behind another address. */
  | { kind: 'leads'; address: string; method: 'GET' | 'POST'; fields: [name: string, value: string][] }
  /** `text`: what the page says of it, if anything. */
  | { kind: 'refuses'; reason: 'quota' | 'permission' | 'unknown'; text: string };

interface Form {
  action: string;
  method: 'GET' | 'POST';
  fields: [string, string][];
}

/**
 * Reads a page that Google Drive shows before a large file (a form, a link, or an address in a script), or instead of it.
 * @param address of the page
 */
export function readFilePage(html: string, address: string): FilePage {
  const { form, link, caption, title, text } = elementsOf(html);
  const next = form?.action ?? link ?? scriptedAddress(html);
  if (next !== undefined && URL.canParse(next, address))
    return {
      kind: 'leads',
      address: new URL(next, address).href,
      method: form?.method ?? 'GET',
      fields: form?.fields ?? [],
    };
  const said = caption || title;
  return { kind: 'refuses', reason: reasonOf(`${said} ${text}`, address), text: said };
}

function elementsOf(html: string) {
  let form: Form | undefined;
  let link: string | undefined;
  let [isInForm, isInScript] = [false, false];
  let captionTag: string | undefined;
  let isInTitle = false;
  const texts = { caption: '', title: '', text: '' };
  const parser = new Parser({
    onopentag(tag, { id, class: classes = '', href, action, method, type, name, value = '' }) {
      if (tag === 'form' && id === 'download-form' && action !== undefined) {
        form = { action, method: /^post$/i.test(method ?? '') ? 'POST' : 'GET', fields: [] };
        isInForm = true;
      }
      if (tag === 'input' && isInForm && /^hidden$/i.test(type ?? '') && name)
        form?.fields.push([name, value]);
      if (tag === 'a' && href !== undefined && /\/uc\?(.*&)?export=download/.test(href)) link ??= href;
      if (classes.split(/\s+/).includes('uc-error-subcaption')) captionTag = tag;
      if (tag === 'title') isInTitle = true;
      if (tag === 'script' || tag === 'style') isInScript = true;
    },
    ontext(text) {
      if (isInScript) return;
      if (captionTag !== undefined) texts.caption += text;
      if (isInTitle) texts.title += text;
      texts.text += text;
    },
    onclosetag(tag) {
      if (tag === 'form') isInForm = false;
      if (tag === captionTag) captionTag = undefined;
      if (tag === 'title') isInTitle = false;
      if (tag === 'script' || tag === 'style') isInScript = false;
    },
  });
  parser.end(html);
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
  return { form, link, caption: plain(texts.caption), title: plain(texts.title), text: plain(texts.text) };
}

/** As in `"downloadUrl":"https:\/\/…\u003d…"`. */
function scriptedAddress(html: string): string | undefined {
  const found = /"downloadUrl":("(?:[^"\\]|\\.)+")/.exec(html)?.[1];
  if (found === undefined) return undefined;
  try {
    return String(JSON.parse(found));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reasonOf(text: string, address: string): 'quota' | 'permission' | 'unknown' {
  if (/quota|too many users|can't view or download this file at this time/i.test(text)) return 'quota';
  const isLogin = new URL(address).hostname.startsWith('accounts.');
  if (isLogin || /permission|need access|access denied|sign in|request access/i.test(text))
    return 'permission';
  return 'unknown';
}
