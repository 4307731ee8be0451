import { redrawn } from '../../src/modules/cards/redraw.js';
import { EnrolmentService, PublisherService, type Service } from '../../src/modules/links/index.js';
import { type TestCore } from '../setup/core.js';
import { query } from '../setup/query.js';

/** How far a link is: state and version, desired, published and reported. */
export interface LinkRow {
  readonly desired: string;
  readonly published: string;
  readonly reported: string;
  readonly city_hold: boolean;
  readonly partner_hold: boolean;
  readonly changed_on: string;
}

export async function linkRow(core: TestCore, id: string): Promise<LinkRow> {
  const [row] = await query(
    core.place.ownerUrl,
    `SELECT desired_state || ' ' || desired_version AS desired, coalesce(published_state, 'none') || ' ' || published_version AS published,
       coalesce(reported_state, 'none') || ' ' || reported_version AS reported, city_hold, partner_hold, changed_on
     FROM links.link WHERE id = $1`,
    [id],
  );
  return row as unknown as LinkRow;
}

export interface WorkRow {
  readonly stage: string;
  readonly attempts: number;
  readonly leased: boolean;
  readonly submitted_version: number | null;
  readonly last_error_code: string | null;
  readonly next_attempt_at: Date;
}

export async function workRow(core: TestCore, id: string): Promise<WorkRow | undefined> {
  const [row] = await query(
    core.place.ownerUrl,
    `SELECT stage, attempts, lease_until IS NOT NULL AS leased, submitted_version, last_error_code, next_attempt_at
     FROM links.work WHERE link_id = $1`,
    [id],
  );
  return row as unknown as WorkRow | undefined;
}

/** Writes links as an issue does, in the given order and drawn again when a token is taken, and returns their ids. */
export async function enrol(core: TestCore, services: readonly Service[], validThrough = 'never'): Promise<string[]> {
  const enrolments = core.get(EnrolmentService);
  const offers = await enrolments.offers();
  return redrawn(false, async () => {
    const { linkIds, rows } = enrolments.draw(offers, services, {}, validThrough);
    await core.database.query(rows);
    return [...linkIds];
  });
}

/** Enrols one link and lets its partner's enrolment window run. */
export async function published(core: TestCore, service: Service): Promise<string> {
  const [id = ''] = await enrol(core, [service]);
  core.clock.advance(86_400);
  await core.get(PublisherService).publishDue(service);
  return id;
}

/** Windows for changes that are shorter than a lease, so that something can be published while a submission is out. */
export const CHANGE_SECONDS = 60;

/** Changes what the city wants of a link, and publishes it in the next window. */
export async function republished(core: TestCore, service: Service, id: string, state: 'active' | 'suspended' | 'ended'): Promise<void> {
  await wanted(core, id, state);
  core.clock.advance(CHANGE_SECONDS);
  await core.get(PublisherService).publishDue(service);
}

export async function wanted(core: TestCore, id: string, state: 'active' | 'suspended' | 'ended'): Promise<void> {
  await query(core.place.ownerUrl, 'UPDATE links.link SET desired_state = $2, desired_version = desired_version + 1 WHERE id = $1', [id, state]);
}

/** Spearman's rank correlation of two orders of the same things: 1 for the same, -1 for the reverse, about 0 for chance. */
export function likeness(one: readonly string[], other: readonly string[]): number {
  const places = new Map(other.map((id, place) => [id, place]));
  const squares = one.reduce((sum, id, place) => sum + (place - (places.get(id) ?? NaN)) ** 2, 0);
  return 1 - (6 * squares) / (one.length * (one.length ** 2 - 1));
}
