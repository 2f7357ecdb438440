import { Module } from '@nestjs/common';
import { Batches } from './batches.service.js';
import { LongWorkResponder } from './long-work.responder.js';
import { OperationFeed } from './operation-feed.service.js';
import { OperationRunner } from './operation-runner.service.js';
import { OperationStream } from './operation-stream.service.js';
import { OperationSweeper } from './operation-sweeper.service.js';
import { OperationsController } from './operations.controller.js';
import { OperationsService } from './operations.service.js';

/** Long work that is answered before it is done: followed, resumed and cancelled as an operation. */
@Module({
  controllers: [OperationsController],
  providers: [
    Batches,
    LongWorkResponder,
    OperationFeed,
    OperationRunner,
    OperationStream,
    OperationSweeper,
    OperationsService,
  ],
  exports: [Batches, LongWorkResponder],
})
export class OperationsModule {}
