import { readConfig } from '../config/config.module.js';
import { FINETUNE_USAGE, finetuneCommand } from './finetune-command.js';
import { runCommand } from './run-command.js';

await runCommand(FINETUNE_USAGE, async (args) =>
  finetuneCommand(args, await readConfig(), (text) => process.stdout.write(text)),
);
