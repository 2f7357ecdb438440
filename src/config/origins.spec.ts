import { expect, it } from 'vitest';
import { originsOf } from './origins.js';

it.each<[string, string[]]>([
  ['https://a.example', ['https://a.example']],
  ['https://a.example, http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
  ['*', ['*']],
])('takes %j', (text, origins) => expect(originsOf(text)).toEqual(origins));

it.each([
  'a.example',
  'https://a.example/',
  'https://a.example/app',
  'https://a.example:443',
  'https://A.example',
  'https://*.example',
  'https://me:pw@a.example',
  'null',
  'file://x',
  '*, https://a.example',
  'https://a.example,',
])('refuses %j', (text) => expect(originsOf(text)).toBeUndefined());
