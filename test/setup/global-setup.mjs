import { makeRunFolder, removeLeftovers } from './run-folder.mjs';

/** Names the folder of this run. The server in it starts with the first test that asks for a database (database.ts). */
export default async function setUp() {
  await removeLeftovers();
  process.env.CITYKEY_TEST_FOLDER = makeRunFolder();
}
