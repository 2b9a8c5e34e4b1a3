import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';

const told = z.object({
  janus: z.string(),
  transaction: z.string().optional(),
  /** Of which handle it is said. */
  sender: z.number().optional(),
  data: z.object({ id: z.number() }).optional(),
  plugindata: z
    .object({
      data: z.object({
        error: z.string().optional(),
        result: z.object({ sdp: z.string().optional() }).optional(),
      }),
    })
    .optional(),
  jsep: z.object({ sdp: z.string() }).optional(),
});
type Told = z.infer<typeof told>;

/** A session at Janus over its WebSocket; handles are calls of the NoSIP plugin. */
export interface JanusLine {
  attach(): Promise<string>;
  /** What the plugin answers: the plain description, and the one for the viewer. */
  message(handle: string, body: object, jsep?: object): Promise<{ sdp: string; jsep: string }>;
  detach(handle: string): Promise<void>;
  close(): void;
}

/** `gone`: the viewer of a call hung up or was lost. */
export async function openJanusLine(port: number, gone: (handle: string) => void): Promise<JanusLine> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'janus-protocol');
  await once(socket, 'open');
  const waiting = new Map<string, (said: Told) => void>();
  let serial = 0;
  socket.on('message', (text: Buffer) => {
    const said = told.parse(JSON.parse(text.toString()));
    if (said.janus === 'hangup') gone(String(said.sender));
    // An acknowledgement says that the answer is under way.
    if (said.janus === 'ack' || said.transaction === undefined) return;
    waiting.get(said.transaction)?.(said);
    waiting.delete(said.transaction);
  });
  // It ends with its gateway.
  socket.on('error', () => undefined);
  function ask(janus: string, more: object): Promise<Told> {
    const transaction = String((serial += 1));
    socket.send(JSON.stringify({ janus, transaction, ...more }));
    return new Promise((done) => waiting.set(transaction, done));
  }
  const session = (await ask('create', {})).data?.id;
  const keeping = setInterval(() => void ask('keepalive', { session_id: session }), 20_000);
  socket.on('close', () => clearInterval(keeping));
  const at = (handle: string): object => ({ session_id: session, handle_id: Number(handle) });
  return {
    attach: async () =>
      String((await ask('attach', { session_id: session, plugin: 'janus.plugin.nosip' })).data?.id),
    async message(handle, body, jsep) {
      const said = await ask('message', { ...at(handle), body, ...(jsep && { jsep }) });
      const { error, result } = said.plugindata?.data ?? {};
      if (error !== undefined) throw new Error(error);
      return { sdp: result?.sdp ?? '', jsep: said.jsep?.sdp ?? '' };
    },
    async detach(handle) {
      await ask('detach', at(handle));
    },
    close: () => socket.terminate(),
  };
}
