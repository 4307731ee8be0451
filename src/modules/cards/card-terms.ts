import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { EnrolmentService, type Offers } from '../links/index.js';
import { type Rules, RulesService } from '../rules/index.js';

/** What holds for cards that are made today. */
export interface Terms {
  /** The day in the city, `YYYY-MM-DD`. */
  readonly today: string;
  readonly rules: Rules;
}

/** Asks for the rules of today. */
@Injectable()
export class CardTerms {
  constructor(
    private readonly rules: RulesService,
    private readonly clock: Clock,
    private readonly enrolments: EnrolmentService,
  ) {}

  /** Asked for once an act and before its transaction, so that the whole act goes by one day. */
  async now(): Promise<Terms> {
    const today = this.clock.today();
    return { today, rules: await this.rules.on(today) };
  }

  /** Who runs which service. The numbers of a library look as the rule of the day says, where there is one. */
  async offers(): Promise<Offers> {
    const [offers, { rules }] = await Promise.all([this.enrolments.offers(), this.now()]);
    const [library, adoptPatterns] = [offers.get('library'), rules.adopted_numbers.library];
    if (library?.service !== 'library' || adoptPatterns === null) return offers;
    const policy = { ...library.policy, tokens: { ...library.policy.tokens, adoptPatterns } };
    return new Map(offers).set('library', { ...library, policy });
  }
}
