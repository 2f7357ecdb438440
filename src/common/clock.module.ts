import { Global, Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { CLOCK, createClock } from './clock.js';

@Global()
@Module({
  providers: [
    { provide: CLOCK, inject: [APP_CONFIG], useFactory: (config: AppConfig) => createClock(config.today) },
  ],
  exports: [CLOCK],
})
export class ClockModule {}
