import { Kernel1764000000001 } from './0001-kernel.js';
import { Staff1764000000002 } from './0002-staff.js';
import { Partners1764000000003 } from './0003-partners.js';
import { Cards1764000000004 } from './0004-cards.js';
import { Links1764000000005 } from './0005-links.js';
import { Rules1764000000006 } from './0006-rules.js';
import { Stock1764000000007 } from './0007-stock.js';
import { Oidc1764000000008 } from './0008-oidc.js';
import { FullAudits1764000000009 } from './0009-full-audits.js';
import { Reconciliation1764000000011 } from './0011-reconciliation.js';
import { ChangeFeed1764000000012 } from './0012-change-feed.js';
import { AdoptedNumbers1764000000013 } from './0013-adopted-numbers.js';
import { Sources1764000000014 } from './0014-sources.js';
import { Webhooks1764000000016 } from './0016-webhooks.js';
import { Usage1764000000017 } from './0017-usage.js';
import { TokenMigrations1764000000019 } from './0019-token-migrations.js';
import { AliasesOfAliases1764000000027 } from './0027-aliases-of-aliases.js';
import { AliasesFollowed1764000000030 } from './0030-aliases-followed.js';
import { SentLists1764000000032 } from './0032-sent-lists.js';
import { RunsInOrder1764000000034 } from './0034-runs-in-order.js';

/** Every migration in order. A migration that has landed is never edited; add another one. */
export const MIGRATIONS = [
  Kernel1764000000001,
  Staff1764000000002,
  Partners1764000000003,
  Cards1764000000004,
  Links1764000000005,
  Rules1764000000006,
  Stock1764000000007,
  Oidc1764000000008,
  FullAudits1764000000009,
  Reconciliation1764000000011,
  ChangeFeed1764000000012,
  AdoptedNumbers1764000000013,
  Sources1764000000014,
  Webhooks1764000000016,
  Usage1764000000017,
  TokenMigrations1764000000019,
  AliasesOfAliases1764000000027,
  AliasesFollowed1764000000030,
  SentLists1764000000032,
  RunsInOrder1764000000034,
];
