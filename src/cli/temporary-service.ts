import { randomBytes } from 'node:crypto';
import type { CalendarDate } from '../coaching/model.js';
import type { AiSettings } from '../config/ai-settings.js';
import { loadConfig } from '../config/app-config.js';
import { startService } from '../service.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** The service, running for the length of a piece of work, with an administrator who can sign in. */
export interface TemporaryService {
  readonly url: string;
  readonly admin: { readonly email: string; readonly password: string };
}

/**
 * Starts the service on an embedded database in a temporary folder and on a free port, lets `use` work with it, and
 * takes all of it away again, however the work ends. The environment has no say: whatever database it names is let be.
 * @param ai who may write weeks; null for the built-in coach alone
 */
export function withTemporaryService<T>(
  { today, ai }: { today: CalendarDate | null; ai: AiSettings | null },
  use: (service: TemporaryService) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder('gofast-demo-', async (dataDir) => {
    const admin = { email: 'admin@gofast.example', password: randomBytes(18).toString('base64url') };
    const config = loadConfig({
      PORT: '0',
      METRICS_PORT: 'off',
      DATA_DIR: dataDir,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      LOG_LEVEL: 'silent',
      ...(today !== null && { TODAY: today }),
    });
    const service = await startService({ ...config, ai: ai ?? config.ai });
    try {
      return await use({ url: service.url, admin });
    } finally {
      await service.stop();
    }
  });
}
