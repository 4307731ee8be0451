import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { query } from '../setup/query.js';
import { byCode, tokenOf } from './desk.js';
import { LaneWorld } from './lane-world.js';

/** Cards whose only service is the library's, one in the place of another, and what that partner is told of them. */
export class SuccessionRoom {
  private constructor(readonly world: LaneWorld) {}

  static async open(): Promise<SuccessionRoom> {
    return new SuccessionRoom(await LaneWorld.begin());
  }

  get library() {
    return this.world.partners.library;
  }

  readonly rows = (sql: string, ...values: unknown[]) => query(this.world.core.place.ownerUrl, sql, values);
  readonly issue = () => this.world.desk.issue({ services: ['library'] });
  readonly replace = (card: IssuedCard) => this.world.desk.replace(byCode(card));
  readonly token = (card: IssuedCard) => tokenOf(card, 'library');
  readonly openWork = () => this.rows('SELECT stage FROM links.work');
  readonly unsettled = () => this.rows('SELECT 1 FROM links.link WHERE reported_version < desired_version');

  /** Token, state and what it replaces, of each submission. */
  readonly submissions = () => this.library.named.map(({ token, state, replaces }) => [token, state, ...(replaces ? [replaces] : [])]);

  /** A card whose link the partner has confirmed. */
  readonly known = async () => {
    const card = await this.issue();
    await this.world.round();
    this.library.named.length = 0;
    return card;
  };

  readonly requireSettled = async () => {
    expect(await this.openWork()).toEqual([]);
    expect(await this.unsettled()).toEqual([]);
  };
}
