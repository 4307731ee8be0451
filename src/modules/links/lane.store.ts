import { type Statement } from '../../kernel/database/index.js';
import { type Service } from './domain/service.js';

export function selectPaused(service: Service): Statement {
  return { name: 'lane-paused', text: 'SELECT 1 FROM links.lane WHERE service = $1 AND paused', values: [service] };
}

export function setPaused(service: Service, paused: boolean): Statement {
  return {
    name: 'lane-set-paused',
    text: `INSERT INTO links.lane (service, paused) VALUES ($1, $2)
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
}

/** What waits on each lane. The oldest is told by its next attempt, which a retry moves: it is the longest unserved. */
export function selectLanes(services: readonly Service[], now: Date): Statement {
  return {
    name: 'lane-list',
    text: `SELECT known.service, coalesce(bool_or(lane.paused), false) AS paused,
             count(*) FILTER (WHERE stage = 'due')::integer AS due,
             count(*) FILTER (WHERE stage = 'pending')::integer AS pending,
             count(*) FILTER (WHERE stage = 'set_aside')::integer AS set_aside,
             extract(epoch FROM $2::timestamptz - min(next_attempt_at) FILTER (WHERE stage <> 'set_aside'))::float8 AS oldest_seconds
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
