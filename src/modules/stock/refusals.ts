import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { type Outcome, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { DomainError } from '../../kernel/errors/index.js';
import { notBalanced, separationOfDuties } from './stock.errors.js';

const AUDITED: readonly string[] = [notBalanced, separationOfDuties].map(({ definition }) => definition.code);

/**
 * Refusals that an auditor looks for: somebody reached for a second duty at an event, or counted other numbers than the
 * books have. Whoever closes an event with the right numbers at the third try has guessed twice.
 */
@Injectable()
export class Refusals {
  constructor(private readonly work: UnitOfWork) {}

  /** Runs a command as a unit of work does. Such a refusal is audited by itself, since the command has changed nothing. */
  async watch<T>(caller: Caller, act: string, command: (tx: Tx) => Promise<Outcome<T>>): Promise<T> {
    try {
      return await this.work.run(caller, command);
    } catch (error) {
      if (error instanceof DomainError && AUDITED.includes(error.code)) {
        await this.work.note(caller, { act, reason: error.code, subject: null, outcome: 'refused' });
      }
      throw error;
    }
  }
}
