export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 200;

/** What people type when twelve characters are asked for; compared without digits, marks and case. */
const COMMON_STEMS: ReadonlySet<string> = new Set([
  '',
  'abc',
  'abcd',
  'abcdef',
  'abcdefgh',
  'abcdefghijkl',
  'admin',
  'administrator',
  'adminadmin',
  'asdfghjkl',
  'baseball',
  'changeme',
  'changemenow',
  'changethis',
  'dragon',
  'football',
  'gofast',
  'gofasttraining',
  'iloveyou',
  'iloveyouforever',
  'letmein',
  'letmeinplease',
  'login',
  'loginlogin',
  'marathon',
  'master',
  'monkey',
  'password',
  'passwordpassword',
  'passw',
  'passwd',
  'pswrd',
  'princess',
  'qazwsx',
  'qazwsxedc',
  'qwe',
  'qweasd',
  'qweasdzxc',
  'qwer',
  'qwerty',
  'qwertyqwerty',
  'qwertyui',
  'qwertyuiop',
  'qwertyuiopasdf',
  'running',
  'secret',
  'shadow',
  'sunshine',
  'superman',
  'test',
  'testtest',
  'trustnoone',
  'welcome',
  'welcomewelcome',
  'zaqxsw',
  'zxcvbnm',
]);

const MIN_DISTINCT_CHARACTERS = 5;

/**
 * Why a password may not be used, or null when it may. Length counts, composition does not (OWASP, NIST 800-63B).
 * @param about words an attacker would try first: the account's name and e-mail address
 */
export function passwordFault(password: string, about: readonly string[]): string | null {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
    return `must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters`;
  }
  const lower = password.toLowerCase();
  const isCommon =
    COMMON_STEMS.has(lower.replaceAll(/\P{L}/gu, '')) || new Set(lower).size < MIN_DISTINCT_CHARACTERS;
  if (isCommon) return 'is one of the first that would be tried; take a longer phrase of your own';
  const personal = about
    .flatMap((text) => text.toLowerCase().split(/[\s@.]+/))
    .filter((word) => word.length >= 3);
  const rest = personal
    .reduce((text, word) => text.replaceAll(word, ''), lower)
    .replaceAll(/[\s\p{P}]/gu, '');
  return rest.length < MIN_PASSWORD_LENGTH / 2 ? 'must be more than the name or the e-mail address' : null;
}
