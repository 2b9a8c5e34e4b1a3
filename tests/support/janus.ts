import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openJanusLine, type JanusLine } from './janus-line.ts';
import { freePorts } from './ports.ts';
import { sendCamera, type SentCamera } from './rtp.ts';

export interface JanusGateway {
  /** Where a channel is asked for by WHEP, with `{camera}` for its name. */
  whepUrl: string;
  /** Sessions that somebody watches. */
  watched(): number;
  /** Whether the camera behind the gateway sends anything: to who comes from now on, and to who watches already. */
  send(on: boolean): void;
  /** It falls, and stands again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The Janus gateway as Debian has it (`janus`), with one camera behind it, and the door of WHEP before it. Janus has no such door itself;
 * its makers' one (`janus-whep-server`) needs a Janus whose streaming plugin answers offers, which 1.1 does not, and compiles a library
 * when it is installed. So the door is here, and each viewer is a call of the NoSIP plugin: what answers, encrypts and sends is Janus.
 */
export async function startJanus(camera: { id: string; name: string }): Promise<JanusGateway> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jiuhuan-janus-'));
  const [wsPort = 0, whepPort = 0] = await freePorts(2);
  await configure(folder, wsPort);
  const calls = new Map<string, SentCamera>();
  let [child, line, sends]: [ChildProcess | null, JanusLine | null, boolean] = [null, null, true];
  function forget(handle: string): void {
    calls.get(handle)?.stop();
    calls.delete(handle);
  }
  async function start(): Promise<void> {
    child = spawn('janus', ['-F', folder], { stdio: 'ignore' });
    const started = child;
    while (!(await answers(wsPort))) {
      if (started.exitCode !== null) throw new Error(`janus ended with ${started.exitCode}`);
      await pause(100);
    }
    line = await openJanusLine(wsPort, forget);
  }
  async function kill(): Promise<void> {
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    line?.close();
    [child, line] = [null, null];
    for (const handle of calls.keys()) forget(handle);
  }
  /** A viewer's offer, answered. */
  async function called(to: JanusLine, offer: string): Promise<{ handle: string; answer: string }> {
    const handle = await to.attach();
    const plain = await to.message(handle, { request: 'generate' }, { type: 'offer', sdp: offer });
    const { port, payload } = h264Of(plain.sdp);
    const sent = await sendCamera(camera, { port, payload, sends });
    calls.set(handle, sent);
    const sdp = plainAnswer(sent.port, payload);
    const told = await to.message(handle, { request: 'process', type: 'answer', sdp });
    return { handle, answer: told.jsep };
  }
  await start();
  const door = await openDoor(whepPort, `/whep/${camera.id}`, {
    offered: (offer) => (line ? called(line, offer) : null),
    async left(handle) {
      forget(handle);
      await line?.detach(handle);
    },
  });
  return {
    ...{ kill, start, whepUrl: `http://127.0.0.1:${whepPort}/whep/{camera}` },
    watched: () => calls.size,
    send(on) {
      sends = on;
      for (const sent of calls.values()) sent.send(on);
    },
    async stop() {
      door.closeAllConnections();
      door.close();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Behind {
  /** Null: there is no gateway at the moment. */
  offered(offer: string): Promise<{ handle: string; answer: string }> | null;
  left(handle: string): Promise<void>;
}
/** WHEP: an offer is posted, what was made of it is left by DELETE. Pages of other origins come in. */
async function openDoor(port: number, address: string, behind: Behind): Promise<Server> {
  async function answer(asked: IncomingMessage, told: ServerResponse): Promise<void> {
    const [method, at] = [asked.method ?? '', asked.url ?? ''];
    if (method === 'OPTIONS') return void told.writeHead(204).end();
    if (method === 'DELETE' && at.startsWith('/calls/')) {
      await behind.left(at.slice('/calls/'.length));
      return void told.writeHead(200).end();
    }
    if (method !== 'POST' || at !== address) return void told.writeHead(404).end();
    let offer = '';
    for await (const part of asked) offer += String(part);
    const made = await behind.offered(offer);
    if (!made) return void told.writeHead(503).end();
    told.writeHead(201, { 'content-type': 'application/sdp', location: `/calls/${made.handle}` });
    told.end(made.answer);
  }
  const server = createServer((asked, told) => {
    told.setHeader('access-control-allow-origin', '*');
    told.setHeader('access-control-allow-methods', 'POST, DELETE');
    told.setHeader('access-control-allow-headers', 'content-type');
    told.setHeader('access-control-expose-headers', 'location');
    answer(asked, told).catch((error: unknown) => told.writeHead(500).end(String(error)));
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return server;
}

/** Where Janus takes RTP of the call, and as which payload the viewer wants H.264 in packets that are parts of a frame. */
function h264Of(sdp: string): { port: number; payload: number } {
  const port = Number(/^m=video (\d+)/mu.exec(sdp)?.[1]);
  const payloads = [...sdp.matchAll(/^a=rtpmap:(\d+) H264\/90000/gmu)].map(([, one]) => Number(one));
  const payload = payloads.find((one) =>
    new RegExp(`^a=fmtp:${one} .*packetization-mode=1.*42e0`, 'mu').test(sdp),
  );
  if (!port || payload === undefined) throw new Error(`no H.264 is asked for: ${sdp}`);
  return { port, payload };
}

const plainAnswer = (port: number, payload: number): string =>
  [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=camera', 'c=IN IP4 127.0.0.1', 't=0 0'],
    ...[`m=video ${port} RTP/AVP ${payload}`, 'a=sendonly', `a=rtpmap:${payload} H264/90000`],
    `a=fmtp:${payload} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f`,
    '',
  ].join('\r\n');

async function configure(folder: string, wsPort: number): Promise<void> {
  const unused =
    'audiobridge duktape echotest lua recordplay sip streaming textroom videocall videoroom voicemail';
  const off = (names: string): string =>
    names
      .split(' ')
      .map((name) => `libjanus_${name}.so`)
      .join(',');
  const files: Record<string, string> = {
    'janus.jcfg': `general: { debug_level = 1 }
media: { rtp_port_range = "20000-20100" }
plugins: { disable = "${off(unused)}" }
transports: { disable = "${off('http mqtt nanomsg pfunix rabbitmq')}" }
events: { broadcast = false }
`,
    'janus.transport.websockets.jcfg': `general: { ws = true, ws_port = ${wsPort}, ws_ip = "127.0.0.1", wss = false }
admin: { admin_ws = false, admin_wss = false }
`,
    'janus.plugin.nosip.jcfg': `general: { local_ip = "127.0.0.1", rtp_port_range = "20200-20400" }
`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

/** Whether somebody listens there. */
async function answers(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
