import { loadConfig } from '../../src/config/app-config.js';
import { ConfigError } from '../../src/config/setting.js';

/** A secret as it is drawn. */
export const STRONG = 'kE9f3-Zq71xW_pLm20vB-tY64nRs8-HdUj5';
/** The least that production takes. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  AUTH_SECRET: STRONG,
  DATABASE_URL: 'postgresql://u:p@db:5432/gofast',
};

/** What is said of an environment that does not fit; nothing of one that does. */
export function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
