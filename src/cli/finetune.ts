import { readConfig } from '../config/config.module.js';
import { finetuneCommand } from './finetune-command.js';
import { runCommand } from './run-command.js';

await runCommand(async () =>
  finetuneCommand(process.argv.slice(2), await readConfig(), (text) => process.stdout.write(text)),
);
