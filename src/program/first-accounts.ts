import { type INestApplicationContext } from '@nestjs/common';
import { systemCaller } from '../kernel/auth/index.js';
import { StaffAccounts } from '../modules/staff/index.js';

export interface FirstAccount {
  readonly username: string;
  readonly password: string;
}

/** A clerk and a supervisor with generated passwords, if nobody has an account yet. The passwords are not kept. */
export async function makeFirstAccounts(app: INestApplicationContext): Promise<FirstAccount[]> {
  const accounts = app.get(StaffAccounts, { strict: false });
  if ((await accounts.count()) > 0) return [];
  const made: FirstAccount[] = [];
  for (const role of ['clerk', 'supervisor'] as const) {
    const { username, password } = await accounts.create(systemCaller('first-start'), { username: role, roles: [role] });
    made.push({ username, password });
  }
  return made;
}
