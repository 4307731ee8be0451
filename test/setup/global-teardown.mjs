import { removeRunFolder } from './run-folder.mjs';

export default async function tearDown() {
  await removeRunFolder(process.env.CITYKEY_TEST_FOLDER);
}
