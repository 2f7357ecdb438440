import type { ContractId, ReplyContract } from '../reply-contract.js';
import { lapsContract } from './laps.contract.js';
import { sessionsContract } from './sessions.contract.js';

/** Every way to ask for a week, by its name. */
export const REPLY_CONTRACTS: Readonly<Record<ContractId, ReplyContract>> = {
  sessions: sessionsContract,
  laps: lapsContract,
};
