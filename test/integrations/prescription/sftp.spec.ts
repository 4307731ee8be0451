import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { SftpProblem, SftpSession, type SftpTarget } from '../../../src/integrations/transport/sftp.js';
import { makeHostKey } from './partner.js';

const key = makeHostKey();
const codeOf = (act: Promise<unknown>) => act.then(() => 'none', (error: unknown) => (error instanceof SftpProblem ? error.code : String(error)));

/** A server that is wrong in one way, and the target that reaches it. */
class OddServer {
  private readonly sockets = new Set<Socket>();
  private server: Server;

  async listen(serve: (socket: Socket) => void): Promise<SftpTarget> {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      serve(socket);
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = this.server.address() as AddressInfo;
    const timeouts = { connectTimeoutMs: 120_000, operationTimeoutMs: 120_000 };
    return { host: '127.0.0.1', port, hostKey: key.fingerprint, username: 'city', password: 'x', ...timeouts };
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Logs everybody in and leaves the requests to the test. */
function sshServer(serve: (sftp: SFTPWrapper, socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    const ssh = new ssh2.Server({ hostKeys: [key.hostKey] }, (connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => context.accept());
      connection.on('session', (accept) => accept().on('sftp', (acceptSftp) => serve(acceptSftp(), socket)));
    });
    ssh.injectSocket(socket);
  };
}

describe('an SFTP session', () => {
  const odd = new OddServer();
  let opened: SftpSession | undefined;

  async function open(target: SftpTarget): Promise<SftpSession> {
    opened = await SftpSession.open(target);
    return opened;
  }

  afterEach(async () => {
    await opened?.close();
    opened = undefined;
    await odd.close();
  });

  it('gives up on a server that says nothing', async () => {
    const target = await odd.listen(() => undefined);
    expect(await codeOf(SftpSession.open({ ...target, connectTimeoutMs: 400 }))).toBe('timeout');
  });

  it('gives up on a server that hangs up', async () => {
    const target = await odd.listen((socket) => socket.end());
    expect(await codeOf(SftpSession.open(target))).toBe('connection_closed');
  });

  it('gives up on a server that speaks something else', async () => {
    const target = await odd.listen((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(2_000)));
    expect(await codeOf(SftpSession.open(target))).toBe('connection_closed');
  });

  it('gives up on an operation that is never answered, and is of no more use', async () => {
    const target = await odd.listen(sshServer((sftp) => sftp.on('OPENDIR', () => undefined)));
    const session = await open({ ...target, operationTimeoutMs: 400 });
    expect(await codeOf(session.list('outbound'))).toBe('timeout');
    expect(session.usable).toBe(false);
    expect(await codeOf(session.read('outbound/A', 10))).toBe('connection_closed');
  });

  it.each(['OPENDIR', 'OPEN', 'REMOVE'])('knows a connection that breaks during %s', async (request) => {
    const target = await odd.listen(sshServer((sftp, socket) => sftp.on(request, () => socket.destroy())));
    const session = await open(target);
    const act = { OPENDIR: () => session.list('o'), OPEN: () => session.upload('i', 'A', Buffer.from('x')), REMOVE: () => session.delete('o/A') };
    expect(await codeOf(act[request as keyof typeof act]())).toBe('connection_closed');
  });

  it('reports a refusal as one', async () => {
    const { STATUS_CODE } = ssh2.utils.sftp;
    const target = await odd.listen(sshServer((sftp) => sftp.on('OPENDIR', (id: number) => sftp.status(id, STATUS_CODE.PERMISSION_DENIED, 'Jane Doe'))));
    const session = await open(target);
    const error: unknown = await session.list('o').catch((thrown: unknown) => thrown);
    expect(error).toEqual(new SftpProblem('operation_failed'));
    expect(String(error)).not.toContain('Jane');
  });

  it.each([1, 2, 5])('never gives its name to a file that was refused at write %i', async (refused) => {
    const { STATUS_CODE } = ssh2.utils.sftp;
    const seen: string[] = [];
    const target = await odd.listen(
      sshServer((sftp) => {
        sftp.on('OPEN', (id: number) => sftp.handle(id, Buffer.from('h')));
        sftp.on('FSETSTAT', (id: number) => sftp.status(id, STATUS_CODE.OK));
        sftp.on('WRITE', (id: number) => sftp.status(id, seen.push('WRITE') === refused ? STATUS_CODE.FAILURE : STATUS_CODE.OK));
        sftp.on('CLOSE', (id: number) => sftp.status(id, STATUS_CODE.OK));
        sftp.on('RENAME', (id: number) => sftp.status(id, seen.push('RENAME') > 0 ? STATUS_CODE.OK : STATUS_CODE.FAILURE));
      }),
    );
    const session = await open(target);
    async function* pieces() {
      for (let piece = 0; piece < 8; piece += 1) yield await Promise.resolve(Buffer.alloc(40_000));
    }
    expect(await codeOf(session.upload('i', 'A', Buffer.alloc(320_000)))).toBe('operation_failed');
    expect(seen).not.toContain('RENAME');
    seen.length = 0;
    expect(await codeOf(session.writePart('i', '.A.part', pieces()))).toBe('operation_failed');
  });

  it('never gives its name to a file that could not be closed', async () => {
    const { STATUS_CODE } = ssh2.utils.sftp;
    const target = await odd.listen(
      sshServer((sftp) => {
        sftp.on('OPEN', (id: number) => sftp.handle(id, Buffer.from('h')));
        for (const fine of ['FSETSTAT', 'WRITE'] as const) sftp.on(fine, (id: number) => sftp.status(id, STATUS_CODE.OK));
        sftp.on('CLOSE', (id: number) => sftp.status(id, STATUS_CODE.FAILURE));
      }),
    );
    const session = await open(target);
    expect(await codeOf(session.upload('i', 'A', Buffer.from('x')))).toBe('operation_failed');
  });

  it('hands out a file piece by piece, not more than was allowed, and says when it broke off', async () => {
    const { STATUS_CODE } = ssh2.utils.sftp;
    const whole = Buffer.alloc(200_000, 'x');
    let cutAt = Infinity;
    const target = await odd.listen(
      sshServer((sftp, socket) => {
        sftp.on('OPEN', (id: number, path: string) => (path.endsWith('none') ? sftp.status(id, STATUS_CODE.NO_SUCH_FILE) : sftp.handle(id, Buffer.from('h'))));
        sftp.on('READ', (id: number, _handle: Buffer, offset: number, length: number) => {
          if (offset >= cutAt) return void socket.destroy();
          if (offset >= whole.length) return void sftp.status(id, STATUS_CODE.EOF);
          sftp.data(id, whole.subarray(offset, offset + length));
        });
        sftp.on('CLOSE', (id: number) => sftp.status(id, STATUS_CODE.OK));
      }),
    );
    const drained = async (path: string, most: number) => {
      const session = await open(target);
      let bytes = 0;
      const code = await codeOf((async () => {
        for await (const piece of session.pieces(path, most)) bytes += piece.length;
      })());
      await session.close();
      return [code, bytes];
    };
    expect(await drained('o/A', 200_000)).toEqual(['none', 200_000]);
    expect(await drained('o/none', 10)).toEqual(['not_found', 0]);
    expect((await drained('o/A', 199_999))[0]).toBe('too_large');
    cutAt = 100_000;
    expect((await drained('o/A', 200_000))[0]).toBe('connection_closed');
  });

  it('can be closed twice', async () => {
    const target = await odd.listen(sshServer(() => undefined));
    const session = await open(target);
    await session.close();
    await session.close();
    expect(session.usable).toBe(false);
  });
});
