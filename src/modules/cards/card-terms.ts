import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
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
  ) {}

  /** Asked for once an act and before its transaction, so that the whole act goes by one day. */
  async now(): Promise<Terms> {
    const today = this.clock.today();
    return { today, rules: await this.rules.on(today) };
  }
}
