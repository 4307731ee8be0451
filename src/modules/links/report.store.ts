import { type Statement } from '../../kernel/database/index.js';
import { type Report } from './domain/report.js';
import { linksNamed } from './token-migrations/alias.store.js';

export interface ReportedRow {
  readonly id: string;
  /** Whether the partner has been told of the link. */
  readonly told: boolean;
}

const OF_TOKEN = `WHERE id = ANY(${linksNamed('$1')}) AND desired_state <> 'ended'`;

const RETURNED = 'RETURNING id, status_index IS NOT NULL AS told';

/** The rules of the two holds, as `stateUnder` has them; the version rises where the state follows. */
const CHANGES: Readonly<Record<'hold' | 'release' | 'end', string>> = {
  hold: `UPDATE links.link SET partner_hold = true, desired_state = 'suspended',
           desired_version = desired_version + (desired_state <> 'suspended')::int,
           changed_on = CASE WHEN partner_hold THEN changed_on ELSE $2 END
         ${OF_TOKEN} ${RETURNED}`,
  release: `UPDATE links.link SET partner_hold = false, changed_on = $2,
              desired_state = CASE WHEN city_hold THEN 'suspended' ELSE 'active' END,
              desired_version = desired_version + (NOT city_hold)::int
            ${OF_TOKEN} AND partner_hold ${RETURNED}`,
  end: `UPDATE links.link SET desired_state = 'ended', desired_version = desired_version + 1, changed_on = $2
        ${OF_TOKEN} ${RETURNED}`,
};

const CHANGE_BY: Readonly<Record<Report, keyof typeof CHANGES>> = { lost: 'hold', stolen: 'hold', found: 'release', closed: 'end' };

/** Does what a partner's report asks, to the one live link that has the token. */
export function applyReport(report: Report, tokenIndexes: readonly Buffer[], day: string): Statement {
  const change = CHANGE_BY[report];
  return { name: `link-report-${change}`, text: CHANGES[change], values: [tokenIndexes, day] };
}

/** Whether a token was ever a link's. */
export function selectKnown(tokenIndexes: readonly Buffer[]): Statement {
  return { name: 'link-known', text: `SELECT FROM links.link WHERE id = ANY(${linksNamed('$1')}) LIMIT 1`, values: [tokenIndexes] };
}
