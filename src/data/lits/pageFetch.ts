import { CookieJar } from '../../files/cookieJar';
import type { FetchFile, FileRequest, FileResponse } from '../../files/fetch';
import { hostOf } from '../../files/request';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import { otherWays } from './failure';
import { readFilePage, type FilePage } from './filePage';

/** Redirects and pages between an address and its file. */
const mostSteps = 15;
/** A page is no longer; what follows is no page. */
const mostCharacters = 4_000_000;

interface Step {
  url: URL;
  method: 'GET' | 'POST';
  body?: string;
}

/**
 * A `fetch` that gets a file from behind the pages that Google Drive shows first: it follows redirects, links and forms, and keeps
 * cookies on the way. What was asked for, as a part of the file, is asked for at each step.
 * @param onPage is told of each page
 */
export function pageFetch(fetch: FetchFile, onPage: (address: string, html: string) => void): FetchFile {
  const jar = new CookieJar();
  return async (start, request) => {
    let step: Step = { url: new URL(start), method: 'GET' };
    for (let steps = 0; steps < mostSteps; steps++) {
      const response = await fetch(step.url.href, requestOf(step, request, jar));
      jar.keep(step.url, response.headers.getSetCookie());
      const location = response.status >= 300 && response.status < 400 && response.headers.get('location');
      if (location && URL.canParse(location, step.url.href)) {
        await response.body?.cancel();
        step = { url: new URL(location, step.url), method: 'GET' };
        continue;
      }
      if (!isPage(response)) return response;
      const html = await textOf(response);
      onPage(step.url.href, html);
      const page = readFilePage(html, step.url.href);
      if (page.kind === 'refuses') {
        if (page.reason === 'unknown' && !response.ok) return withoutBody(response);
        throw refusal(step.url.href, page);
      }
      step = stepTo(page);
    }
    throw new FailureError({
      what: t('{0} does not give the file.', hostOf(start)),
      why: t('It leads from one page to the next, and never to the file.'),
      next: otherWays(),
    });
  };
}

function requestOf(
  { url, method, body }: Step,
  request: FileRequest | undefined,
  jar: CookieJar,
): FileRequest {
  const cookie = jar.for(url);
  const headers = {
    ...request?.headers,
    // Its pages are read in English.
    'accept-language': 'en',
    ...(cookie === undefined ? {} : { cookie }),
    ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  return { ...request, method, body, headers, redirect: 'manual' };
}

function stepTo({ address, method, fields }: Extract<FilePage, { kind: 'leads' }>): Step {
  const url = new URL(address);
  if (method === 'POST') return { url, method, body: new URLSearchParams(fields).toString() };
  for (const [name, value] of fields) url.searchParams.set(name, value);
  return { url, method };
}

/** Answers that are about the request, and not the file: the download knows what to do. */
const ofTheRequest = [408, 416, 425, 429];

function isPage({ status, headers }: FileResponse): boolean {
  if (status >= 500 || ofTheRequest.includes(status)) return false;
  const isHtml = /^\s*(text\/html|application\/xhtml\+xml)/i.test(headers.get('content-type') ?? '');
  return isHtml && !headers.has('content-disposition');
}

async function textOf(response: FileResponse): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  const bytes: AsyncIterable<Uint8Array> = response.body;
  let text = '';
  // Leaving the loop ends the answer.
  for await (const chunk of bytes) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > mostCharacters) break;
  }
  return text;
}

/** An answer whose body was read as a page. */
const withoutBody = (response: FileResponse): FileResponse => ({
  ok: response.ok,
  status: response.status,
  statusText: response.statusText,
  headers: response.headers,
  body: null,
  json: () => response.json(),
});

function refusal(address: string, { reason, text }: Extract<FilePage, { kind: 'refuses' }>): FailureError {
  const host = hostOf(address);
  switch (reason) {
    case 'quota':
      return new FailureError({
        what: t('{0} does not give the file at the moment.', host),
        why: t('Too many people have downloaded it lately, and it is locked for about a day.'),
        next: otherWays(t('Try again tomorrow.')),
      });
    case 'permission':
      return new FailureError({
        what: t('{0} does not give the file to everyone.', host),
        why: t('Its owner has to allow everyone who has the link to read it.'),
        next: otherWays(t('Ask your tutor.')),
      });
    case 'unknown':
      return new FailureError({
        what: t('{0} gave a web page and not the file.', host),
        why: text ? t('The page says: {0}', text) : t('The page does not say why.'),
        next: otherWays(t('Open the address in a browser: {0}', address)),
      });
  }
}
