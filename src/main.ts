import { readConfig } from './config/config.module.js';
import { runUntilStopped } from './process.js';
import { startService } from './service.js';

await runUntilStopped(async () => startService(await readConfig()));
