import { Global, Module, type DynamicModule } from '@nestjs/common';
import { JobQueue, QUEUE_URL } from './job-queue.js';

/** Gives every module the queue on the PostgreSQL at a URL, to send jobs to. */
@Global()
@Module({})
export class QueueModule {
  static forRoot(url: string): DynamicModule {
    return {
      module: QueueModule,
      providers: [{ provide: QUEUE_URL, useValue: url }, JobQueue],
      exports: [JobQueue],
    };
  }
}
