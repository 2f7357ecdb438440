import { parseArgs } from 'node:util';
import { MikroORM } from '@mikro-orm/postgresql';
import { isUUID } from 'class-validator';
import { fineTuningFiles } from '../ai/contracts/fine-tuning.js';
import { REPLY_CONTRACTS } from '../ai/contracts/reply-contracts.js';
import { CONTRACT_IDS, type ContractId } from '../ai/reply-contract.js';
import type { AppConfig } from '../config/app-config.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { ormOptions } from '../database/orm-options.js';
import { readApproved, reviewedPlanIds } from '../plans/approved-weeks.js';
import { withNewFiles, type NewFiles } from './new-files.js';
import { UsageError } from './flags.js';

export const FINETUNE_USAGE = `Write plans that staff approved as chats for fine-tuning, without personal data.

  npm run finetune:export -- --out <folder> [--plan <id>]… [--validation 0.1] [--seed <text>]
                             [--contract sessions]

  --out         where train.jsonl and validation.jsonl are made; none of them may be there
  --plan        a plan that you approve, as often as you like; without it, the plans whose weeks a coach reviews
                before the athlete sees them (settings.release: coach). Released weeks only, either way
  --validation  the share of athletes whose weeks are held back for validation, 0 to 0.9
  --seed        another seed, another split; the same seed, the same
  --contract    what a week is asked for in: ${CONTRACT_IDS.join(', ')}

Athletes who declined to have models write for them are left out.
`;

interface ExportOptions {
  out: string;
  /** Null: those that a coach reviews. */
  planIds: string[] | null;
  validationShare: number;
  seed: string;
  contract: ContractId;
}

/** How many there were. */
interface ExportCounts {
  plans: number;
  training: number;
  validation: number;
  /** Weeks that teach the wrong thing, or of which it is not known what was asked. */
  leftOut: number;
  /** Plans of athletes who want no model. */
  declined: number;
}

/**
 * `finetune:export …`: reads the database and writes two files, or nothing.
 * @throws UsageError when the arguments or what they ask for cannot be
 */
export async function finetuneCommand(
  args: string[],
  config: AppConfig,
  print: (text: string) => void,
): Promise<void> {
  const options = readArguments(args);
  const counts = await withNewFiles(
    { folder: options.out, names: ['train.jsonl', 'validation.jsonl'] },
    async (files) => {
      const database = await openDatabase(config);
      try {
        await migrate(database.url);
        return await exportWeeks(database.url, { options, files });
      } finally {
        await database.stop();
      }
    },
  );
  print(summary(options, counts));
}

async function exportWeeks(
  url: string,
  { options, files }: { options: ExportOptions; files: NewFiles },
): Promise<ExportCounts> {
  const orm = await MikroORM.init(ormOptions(url));
  try {
    const planIds = options.planIds ?? (await reviewedPlanIds(orm.em.fork()));
    const counts: ExportCounts = { plans: 0, training: 0, validation: 0, leftOut: 0, declined: 0 };
    for (const planId of planIds) await exportPlan(orm, { planId, options, files, counts });
    if (counts.training + counts.validation === 0) throw new UsageError([nothingFound(options, counts)]);
    return counts;
  } finally {
    await orm.close(true);
  }
}

/** One plan at a time, so that memory does not grow with their number. */
async function exportPlan(
  orm: MikroORM,
  work: { planId: string; options: ExportOptions; files: NewFiles; counts: ExportCounts },
): Promise<void> {
  const { planId, options, files, counts } = work;
  const plan = await readApproved(orm.em.fork(), planId);
  if (!plan) throw new UsageError([`There is no generated plan ${planId}; nothing was written.`]);
  const { seed, validationShare } = options;
  const contract = REPLY_CONTRACTS[options.contract];
  const { training, validation, leftOut } = fineTuningFiles(plan.weeks, { contract, seed, validationShare });
  await files.append('train.jsonl', lines(training));
  await files.append('validation.jsonl', lines(validation));
  counts.plans += training.length + validation.length > 0 ? 1 : 0;
  counts.training += training.length;
  counts.validation += validation.length;
  counts.leftOut += plan.leftOut + leftOut;
  counts.declined += plan.declined ? 1 : 0;
}

function lines(chats: readonly string[]): string {
  return chats.map((chat) => `${chat}\n`).join('');
}

function summary({ out }: ExportOptions, counts: ExportCounts): string {
  const { plans, training, validation } = counts;
  return (
    `${training} weeks for training and ${validation} for validation, of ${plans} plans, in ${out}.\n` +
    notes(counts)
  );
}

function notes({ leftOut, declined }: ExportCounts): string {
  const edited = `${leftOut} weeks were left out: edited away from what would be asked, or rewritten by a model.\n`;
  const refused = `${declined} plans were left out: their athletes want no models.\n`;
  return `${leftOut > 0 ? edited : ''}${declined > 0 ? refused : ''}`;
}

function nothingFound({ planIds }: ExportOptions, counts: ExportCounts): string {
  const found =
    planIds === null
      ? 'No week was found that a coach has reviewed and released; name plans that you approve with --plan.'
      : 'The plans named have no week to learn from.';
  return `${found} Nothing was written.\n${notes(counts)}`.trimEnd();
}

function readArguments(args: string[]): ExportOptions {
  const { out, plan: planIds, validation, seed, contract: contractName } = parse(args);
  if (!out) throw wrong('--out must name a folder');
  const strange = planIds?.find((id) => !isUUID(id));
  if (strange !== undefined) throw wrong(`--plan must be the id of a plan, not ${JSON.stringify(strange)}`);
  const validationShare = /^(0|0?\.\d+)$/.test(validation) ? Number(validation) : Number.NaN;
  if (!(validationShare <= 0.9)) throw wrong('--validation must be a number from 0 to 0.9');
  const contract = CONTRACT_IDS.find((known) => known === contractName);
  if (!contract) throw wrong(`--contract must be one of ${CONTRACT_IDS.join(', ')}`);
  return { out, planIds: planIds ? [...new Set(planIds)] : null, validationShare, seed, contract };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        out: { type: 'string' },
        plan: { type: 'string', multiple: true },
        validation: { type: 'string', default: '0.1' },
        seed: { type: 'string', default: 'gofast' },
        contract: { type: 'string', default: 'sessions' },
      },
    }).values;
  } catch (error) {
    throw error instanceof TypeError ? wrong(error.message) : error;
  }
}

function wrong(reason: string): UsageError {
  return new UsageError([`${reason}\n\n${FINETUNE_USAGE}`]);
}
