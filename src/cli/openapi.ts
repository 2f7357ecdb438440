import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { configureHttp, createHttpAdapter, HTTP_OPTIONS } from '../common/http-app.js';
import { describeApi } from '../common/openapi.js';
import { loadConfig } from '../config/app-config.js';
import { parseFlags } from './flags.js';
import { runCommand } from './run-command.js';

const USAGE = `Write the description of the API to openapi.json.

  npm run openapi
`;

/** Nothing is opened: the routes alone are looked at. */
await runCommand(USAGE, async (args) => {
  parseFlags(args, { flags: {}, example: 'npm run openapi' });
  const module = AppModule.forRoot(loadConfig({ LOG_LEVEL: 'silent' }), 'postgresql://localhost/none');
  const app = await NestFactory.create<NestFastifyApplication>(module, createHttpAdapter(), {
    ...HTTP_OPTIONS,
    logger: false,
    preview: true,
  });
  configureHttp(app);
  await writeFile('openapi.json', `${JSON.stringify(describeApi(app), null, 2)}\n`);
  console.log('Wrote openapi.json');
});
