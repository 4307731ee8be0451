import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type Server as Ssh2Server } from 'ssh2';
import { type SandboxPlan } from '../plan.js';
import { STRAY } from '../stray-person.js';
import { SftpService, type Surroundings } from './sftp-service.js';

/** A listening SSH server that offers SFTP and nothing else. */
export interface SshDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Port 0 takes a free one. Rejects when the port is taken. */
export async function openSshDoor(plan: SandboxPlan, offer: Omit<Surroundings, 'cut'>): Promise<SshDoor> {
  const { username, password, hostKey, port } = plan.prescription;
  const sockets = new Set<Socket>();
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  const surroundings: Surroundings = { ...offer, cut };
  const { faults } = offer;
  const greeted = (texts: object): Ssh2Server =>
    new ssh2.Server({ hostKeys: [hostKey], ...texts }, (connection) => {
      serve(connection, (context) => !faults.get('refuseLogin') && admits(context, username, password), surroundings);
    });
  const [ssh, wordy] = [greeted({}), greeted({ ident: STRAY.fileName, greeting: STRAY.note, banner: STRAY.note })];
  // A server of our own in front, because the library cannot drop clients that never finish their handshake.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    (faults.get('names') ? wordy : ssh).injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, plan.host, resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      cut();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

function serve(connection: Connection, admits: (context: AuthContext) => boolean, surroundings: Surroundings): void {
  connection.on('authentication', (context) => {
    if (admits(context)) context.accept();
    else context.reject(['password']);
  });
  // A client that goes away in the middle of something is no concern of the server's.
  connection.on('error', () => connection.end());
  connection.on('session', (accept) => {
    accept().on('sftp', (acceptSftp) => new SftpService(acceptSftp(), surroundings));
  });
}

function admits(context: AuthContext, username: string, password: string): boolean {
  const name = same(context.username, username);
  return context.method === 'password' && same(context.password, password) && name;
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
