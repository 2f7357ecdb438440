import { Module } from '@nestjs/common';
import { AccountLimitGuard } from './account-limit.guard.js';
import { AddressLimitGuard } from './address-limit.guard.js';
import { CountSweeper } from './count-sweeper.js';
import { SharedCounts } from './shared-counts.js';

/** Limits of requests that all replicas share. The application says where in the order of guards they stand. */
@Module({
  providers: [SharedCounts, CountSweeper, AddressLimitGuard, AccountLimitGuard],
  exports: [AddressLimitGuard, AccountLimitGuard],
})
export class ThrottlingModule {}
