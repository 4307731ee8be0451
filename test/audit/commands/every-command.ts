import { CARD_COMMANDS } from './card-commands.js';
import { type Command } from './command.js';
import { KEY_COMMANDS } from './key-commands.js';
import { MIGRATION_COMMANDS } from './migration-commands.js';
import { PARTNER_COMMANDS } from './partner-commands.js';
import { RECONCILIATION_COMMANDS } from './reconciliation-commands.js';
import { STAFF_COMMANDS } from './staff-commands.js';
import { RULE_COMMANDS, STOCK_COMMANDS } from './stock-commands.js';
import { TOKEN_COMMANDS } from './token-commands.js';
import { WEBHOOK_COMMANDS } from './webhook-commands.js';

/** Every command there is. Those about partners come last but for reconciliation: they leave a library behind that nobody answers for. */
export const EVERY_COMMAND: readonly Command[] = [
  ...CARD_COMMANDS,
  ...STOCK_COMMANDS,
  ...RULE_COMMANDS,
  ...STAFF_COMMANDS,
  ...TOKEN_COMMANDS,
  ...KEY_COMMANDS,
  ...WEBHOOK_COMMANDS,
  ...MIGRATION_COMMANDS,
  ...PARTNER_COMMANDS,
  ...RECONCILIATION_COMMANDS,
];
