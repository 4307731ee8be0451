import { randomBytes, randomUUID } from 'node:crypto';
import { insertAudit } from '../src/kernel/audit/audit.js';
import { compose, type Statement } from '../src/kernel/database/index.js';
import { insertCard } from '../src/modules/cards/card.store.js';
import { insertLinks } from '../src/modules/links/link.store.js';

const SERVICES = ['transit', 'library', 'prescription'] as const;
const CALLER = { kind: 'staff', account: randomUUID(), role: 'clerk', place: null, once: null } as const;
const AUDIT = { act: 'card.issue', reason: null, outcome: 'done' } as const;
const DAY = '2026-01-01';

/** Bytes of each sealed column as the service writes it. */
const SEALED = { cardKey: 61, links: 285, token: 43, answer: 640 };

/** The rows of one issue with random bytes in place of everything that the service computes: same columns, same sizes. */
function randomIssue(): readonly Statement[] {
  return [remembered(), card(), links(), insertAudit(CALLER, { ...AUDIT, subject: randomBytes(32) }, DAY)];
}

/** One statement for all of them, made once; its values anew for each issue. */
export function issueStatement(): { readonly text: string; readonly values: () => unknown[] } {
  const { text } = compose(randomIssue());
  return { text, values: () => randomIssue().flatMap((part) => part.values) };
}

function remembered(): Statement {
  return {
    name: 'idempotency-insert',
    text: `INSERT INTO kernel.idempotency (key_index, request_index, sealed_response, expires_on) VALUES ($1, $2, $3, $4)`,
    values: [randomBytes(32), randomBytes(32), randomBytes(SEALED.answer), DAY],
  };
}

function card(): Statement {
  return insertCard({
    id: randomUUID(),
    numberIndex: randomBytes(32),
    codeIndex: randomBytes(32),
    slipIndex: randomBytes(32),
    keyVersion: 1,
    category: 'standard',
    validThrough: '2031-01',
    keyForCode: randomBytes(SEALED.cardKey),
    keyForSlip: randomBytes(SEALED.cardKey),
    sealedLinks: randomBytes(SEALED.links),
  });
}

function links(): Statement {
  const rows = SERVICES.map((service) => ({
    id: randomUUID(),
    service,
    origin: 'minted' as const,
    tokenIndex: randomBytes(32),
    keyVersion: 1,
    sealedToken: randomBytes(SEALED.token),
    replaces: null,
  }));
  return insertLinks(rows, '2031-01', DAY);
}
