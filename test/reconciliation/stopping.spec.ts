import { once } from 'node:events';
import { connect } from 'node:net';
import { ComparisonSettings } from '../../src/modules/reconciliation/settings.js';
import { PartnerWorld } from '../partner-api/partner-world.js';
import { until } from '../setup/until.js';

it('a list that is still being sent does not hold up the end of its instance: its sender is told, its run is interrupted', async () => {
  const world = await PartnerWorld.begin();
  const app = world.on.app;
  Object.assign(app.get(ComparisonSettings, { strict: false }), { threads: 0, blockBytes: 1_000 });
  const { hostname, port } = new URL(world.api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  let heard = '';
  socket.on('data', (piece) => (heard += piece.toString()));
  const head = { Host: 'here', Authorization: `Bearer ${await world.token('library')}`, 'Content-Type': 'text/csv', 'Content-Length': '50000000000' };
  socket.write(`POST /partner/v1/reconciliation-runs HTTP/1.1\r\n${Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\ntoken,state,validThrough\n`);
  // It would go on for ever.
  const more = () => void (socket.writable && socket.write('29840000000014,active,2028-01\n'.repeat(40), () => setImmediate(more)));
  more();
  await until(async () => (await world.sql('SELECT FROM reconciliation.progress WHERE rows > 0')).length === 1);

  const closed = once(socket, 'close');
  await app.close();
  await closed;
  expect(heard).toMatch(/^HTTP\/1\.1 503 [^]*"code":"service\.stopping"/);
  expect(await world.sql('SELECT state, reason FROM reconciliation.run')).toEqual([{ state: 'failed', reason: 'interrupted' }]);
  await world.end();
});
