import { describe, expect, it } from 'vitest';
import { oneTimePassword } from '../auth/secrets.js';
import { passwordFault } from './password-policy.js';

describe('passwordFault', () => {
  const about = ['ana.berg@example.com', 'Ana Berg'];

  it.each([
    'the long way round',
    'Tr0ub4dor&3xyz',
    'пароль-из-десяти',
    'x'.repeat(3) + 'abcdefghijk',
    oneTimePassword(),
  ])('lets %j be', (password) => expect(passwordFault(password, about)).toBeNull());

  it.each([
    'elevenchars',
    'x'.repeat(201),
    'passwordpassword',
    'Password12345!',
    '123456789012',
    'aaaaaaaaaaaa',
    'abababababab',
    'QWERTYuiop123',
    'ana.berg@example.com',
    'Example-2026',
  ])('refuses %j', (password) => expect(passwordFault(password, about)).toMatch(/^(must|is) /));
});

it('never makes the same one-time password twice', () => {
  expect(new Set(Array.from({ length: 1000 }, oneTimePassword)).size).toBe(1000);
});
