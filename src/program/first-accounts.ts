import { type INestApplicationContext } from '@nestjs/common';
import { systemCaller } from '../kernel/auth/index.js';
import { StaffAccounts } from '../modules/staff/index.js';

export interface FirstAccount {
  readonly username: string;
  readonly password: string;
}

/**
 * A clerk and a supervisor with generated passwords, if nobody has an account yet. The passwords are not kept: each is
 * said as soon as there is an account that it opens.
 */
export async function makeFirstAccounts(app: INestApplicationContext, say: (line: string) => void): Promise<FirstAccount[]> {
  const accounts = app.get(StaffAccounts, { strict: false });
  if ((await accounts.count()) > 0) return [];
  const made: FirstAccount[] = [];
  say('\nThe first accounts. These passwords are shown once and not kept:\n');
  for (const role of ['clerk', 'supervisor'] as const) {
    const { username, password } = await accounts.create(systemCaller('first-start'), { username: role, roles: [role] });
    say(`                ${username.padEnd(12)}${password}`);
    made.push({ username, password });
  }
  return made;
}
