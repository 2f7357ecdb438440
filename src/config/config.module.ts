import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_CONFIG, loadConfig, type AppConfig } from './app-config.js';

/** Provides the configuration tree to every module under {@link APP_CONFIG}. */
@Global()
@Module({})
export class AppConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppConfigModule,
      providers: [{ provide: APP_CONFIG, useValue: config }],
      exports: [APP_CONFIG],
    };
  }
}

/**
 * Reads `.env` of the working directory and the environment (which wins) into the configuration tree.
 * @throws ConfigError as {@link loadConfig}
 */
export async function readConfig(): Promise<AppConfig> {
  let config: AppConfig | undefined;
  // The tree goes under a key of its own: what `validate` returns at the top level is written into the process's environment.
  await ConfigModule.forRoot({
    validate: (env) => ({ tree: (config = loadConfig(env, process.stdout.isTTY)) }),
  });
  if (config === undefined) throw new Error('The configuration was not validated');
  return config;
}
