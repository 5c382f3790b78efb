import { expect, it } from 'vitest';
import { readFilePage } from '../../../../src/data/lits/filePage';

const address = 'https://drive.google.com/uc?export=download&id=1';

it('reads the form with all its hidden fields, in whatever order their attributes stand', () => {
  const page = `<html><form method=get id='download-form' action="https://drive.usercontent.google.com/download?a=1&amp;b=2">
    <input type="submit" value="Download anyway"/><input type="hidden" name="id" value="1"><input value='t' name='confirm' type="HIDDEN">
    <input type="hidden" name="uuid" value="a&amp;b"></form><form><input type="hidden" name="other" value="x"></form>`;
  expect(readFilePage(page, address)).toEqual({
    kind: 'leads',
    address: 'https://drive.usercontent.google.com/download?a=1&b=2',
    method: 'GET',
    fields: [
      ['id', '1'],
      ['confirm', 't'],
      ['uuid', 'a&b'],
    ],
  });
});

it('reads a form that is posted', () => {
  const page = '<form id="download-form" method="POST" action="/download"></form>';
  expect(readFilePage(page, address)).toMatchObject({
    method: 'POST',
    address: 'https://drive.google.com/download',
  });
});

it('reads the link of the older page', () => {
  const page =
    '<a href="/about">About</a> <a id="uc-download-link" href="/uc?export=download&amp;confirm=abc&amp;id=1">';
  expect(readFilePage(page, address)).toMatchObject({
    address: 'https://drive.google.com/uc?export=download&confirm=abc&id=1',
    fields: [],
  });
});

it('reads the address in a script, with its escapes', () => {
  const page = String.raw`<script>x = {"downloadUrl":"https:\/\/doc.example.org\/f?a\u003d1\u0026b\u003d2","b":1}</script>`;
  expect(readFilePage(page, address)).toMatchObject({ address: 'https://doc.example.org/f?a=1&b=2' });
});

it.each([
  [
    'quota',
    '<p class="uc-error-caption">Sorry</p><p class="uc-error-subcaption">Too many users have <b>viewed</b> or downloaded this file recently.</p>',
  ],
  ['quota', '<title>Google Drive - Quota exceeded</title>'],
  ['permission', '<title>Google Drive</title>You need permission'],
  ['permission', '<p class="a uc-error-subcaption">Access denied</p>'],
  ['unknown', '<title>Welcome</title><script>var quota = 1</script>'],
  ['unknown', ''],
])('tells %s from %s', (reason, page) => {
  expect(readFilePage(page, address)).toMatchObject({ kind: 'refuses', reason });
});

it('takes a page to log in for a missing permission', () => {
  const login = 'https://accounts.google.com/v3/signin';
  expect(readFilePage('<form action="/next">', login)).toMatchObject({ reason: 'permission' });
});

it('says what the page says', () => {
  const page = '<p class="uc-error-subcaption">It is\n  <a href="#">gone</a> away.</p> More.';
  expect(readFilePage(page, address)).toMatchObject({ text: 'It is gone away.' });
});
