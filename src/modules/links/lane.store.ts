import { type Statement } from '../../kernel/database/index.js';
import { type Service } from './domain/service.js';

export interface LaneRecordRow {
  readonly paused: boolean;
  readonly profile: string;
  readonly since_on: string;
  readonly audited_on: string | null;
  readonly audits_asked: number;
}

const RECORD = 'paused, profile, since_on, audited_on, audits_asked';

/** No row for a lane that has never run. */
export function selectLane(service: Service): Statement {
  return {
    name: 'lane-record',
    text: `SELECT ${RECORD} FROM links.lane WHERE service = $1 AND profile IS NOT NULL`,
    values: [service],
  };
}

/** The profile a lane spoke last, locked. */
export function lockProfile(service: Service): Statement {
  return { name: 'lane-lock-profile', text: 'SELECT profile FROM links.lane WHERE service = $1 FOR UPDATE', values: [service] };
}

/** The profile a lane speaks, which nobody changes until the transaction is over. */
export function holdProfile(service: Service): Statement {
  return { name: 'lane-hold-profile', text: 'SELECT profile FROM links.lane WHERE service = $1 FOR SHARE', values: [service] };
}

/** Enters a lane that has never run, or the profile it speaks from now on. A full audit is asked for where that is another. */
export function enterLane(service: Service, profile: string, today: string): Statement {
  return {
    name: 'lane-enter',
    text: `INSERT INTO links.lane (service, paused, profile, since_on, audits_asked) VALUES ($1, false, $2, $3, 0)
           ON CONFLICT (service) DO UPDATE SET profile = excluded.profile, since_on = coalesce(lane.since_on, excluded.since_on),
             audits_asked = lane.audits_asked + coalesce(lane.profile <> excluded.profile, false)::int
           RETURNING ${RECORD}`,
    values: [service, profile, today],
  };
}

/** Links whose files nobody will answer any more are due again. */
export function releasePending(service: Service, now: Date): Statement {
  return {
    name: 'work-release-pending',
    text: `UPDATE links.work SET stage = 'due', lease_until = NULL, next_attempt_at = $2 WHERE service = $1 AND stage = 'pending'`,
    values: [service, now],
  };
}

export function forgetOutbound(service: Service): Statement {
  return { name: 'outbound-forget', text: 'DELETE FROM links.outbound_file WHERE service = $1', values: [service] };
}

export function noteAudit(service: Service, today: string, answered: number): Statement {
  return {
    name: 'lane-note-audit',
    text: 'UPDATE links.lane SET audited_on = $2, audits_asked = greatest(audits_asked - $3, 0) WHERE service = $1',
    values: [service, today, answered],
  };
}

export function askForAudit(service: Service): Statement {
  return {
    name: 'lane-ask-for-audit',
    text: `INSERT INTO links.lane (service, paused, audits_asked) VALUES ($1, false, 1)
           ON CONFLICT (service) DO UPDATE SET audits_asked = lane.audits_asked + 1`,
    values: [service],
  };
}

export function setPaused(service: Service, paused: boolean): Statement {
  return {
    name: 'lane-set-paused',
    text: `INSERT INTO links.lane (service, paused, audits_asked) VALUES ($1, $2, 0)
           ON CONFLICT (service) DO UPDATE SET paused = excluded.paused`,
    values: [service, paused],
  };
}

export interface LaneRow {
  readonly service: Service;
  readonly paused: boolean;
  readonly due: number;
  readonly pending: number;
  readonly set_aside: number;
  readonly oldest_seconds: number | null;
  readonly since_on: string | null;
  readonly audited_on: string | null;
  readonly audits_asked: number;
}

/** What waits on each lane. The oldest is told by its next attempt, which a retry moves: it is the longest unserved. */
export function selectLanes(services: readonly Service[], now: Date): Statement {
  return {
    name: 'lane-list',
    text: `SELECT known.service, coalesce(bool_or(lane.paused), false) AS paused,
             count(*) FILTER (WHERE stage = 'due')::integer AS due,
             count(*) FILTER (WHERE stage = 'pending')::integer AS pending,
             count(*) FILTER (WHERE stage = 'set_aside')::integer AS set_aside,
             extract(epoch FROM $2::timestamptz - min(next_attempt_at) FILTER (WHERE stage <> 'set_aside'))::float8 AS oldest_seconds,
             max(since_on) AS since_on, max(audited_on) AS audited_on, coalesce(max(audits_asked), 0) AS audits_asked
           FROM unnest($1::text[]) AS known (service)
             LEFT JOIN links.lane ON lane.service = known.service
             LEFT JOIN links.work ON work.service = known.service
           GROUP BY known.service ORDER BY known.service`,
    values: [services, now],
  };
}

/** Takes one link out of the work that is tried, until something newer is published or staff send it again. */
export function setAsideByStaff(linkId: string): Statement {
  return {
    name: 'work-set-aside-by-staff',
    text: `UPDATE links.work SET stage = 'set_aside', lease_until = NULL, last_error_code = 'staff.set_aside'
           WHERE link_id = $1 AND stage = 'due' RETURNING 1`,
    values: [linkId],
  };
}
