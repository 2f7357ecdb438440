import { Global, Module } from '@nestjs/common';
import { ATTENTION } from '../athletes/attention-kinds.js';
import { AttentionQueries } from './attention-queries.js';

/** Tells every room what wants a person; global, because the room of athletes lies below this one and asks too. */
@Global()
@Module({
  providers: [AttentionQueries, { provide: ATTENTION, useExisting: AttentionQueries }],
  exports: [AttentionQueries, ATTENTION],
})
export class AttentionModule {}
