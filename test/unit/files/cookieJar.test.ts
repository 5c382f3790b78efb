import { expect, it } from 'vitest';
import { CookieJar } from '../../../src/files/cookieJar';

const from = new URL('https://drive.example.org/uc');
const jarWith = (...lines: string[]) => {
  const jar = new CookieJar();
  jar.keep(from, lines);
  return jar;
};

it('gives cookies back to the host that set them', () => {
  const jar = jarWith('a=1; Path=/', 'b=x=y; HttpOnly');
  expect(jar.for(from)).toBe('a=1; b=x=y');
  expect(jar.for(new URL('https://example.org'))).toBeUndefined();
  expect(jar.for(new URL('https://sub.drive.example.org'))).toBeUndefined();
});

it('gives those of a domain to every host in it', () => {
  const jar = jarWith('a=1; Domain=.example.org');
  expect(jar.for(new URL('https://files.example.org'))).toBe('a=1');
  expect(jar.for(new URL('https://otherexample.org'))).toBeUndefined();
});

it('keeps the latest value', () => {
  expect(jarWith('a=1', 'a=2').for(from)).toBe('a=2');
});

it.each(['a=1; Domain=other.org', 'a=1; Domain=org', 'nonsense', '=1'])('does not keep %s', (line) => {
  expect(jarWith(line).for(from)).toBeUndefined();
});

it('sends secure ones over a secure connection only', () => {
  expect(jarWith('a=1; Secure').for(new URL('http://drive.example.org'))).toBeUndefined();
});
