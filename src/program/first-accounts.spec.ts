import { type INestApplicationContext } from '@nestjs/common';
import { makeFirstAccounts } from './first-accounts.js';

/** An application whose accounts are made by `create`. */
function application(create: (username: string) => Promise<{ username: string; password: string }>): INestApplicationContext {
  const accounts = { count: () => Promise.resolve(0), create: (_: unknown, { username }: { username: string }) => create(username) };
  return { get: () => accounts } as unknown as INestApplicationContext;
}

describe('the first accounts', () => {
  it('are said one by one, so that no password is lost when the next account cannot be made', async () => {
    const said: string[] = [];
    const app = application((username) =>
      username === 'clerk' ? Promise.resolve({ username, password: 'PASSWORD-1' }) : Promise.reject(new Error('the disk is full')),
    );
    await expect(makeFirstAccounts(app, (line) => said.push(line))).rejects.toThrow('the disk is full');
    expect(said.at(-1)).toMatch(/^ +clerk +PASSWORD-1$/);
  });
});
