/** Without a picture for so long a gateway sends none: cameras send one that needs no other at least every ten seconds. */
export const pictureMs = 15_000;
const lookMs = 1_000;
/** Between attempts it waits, longer each time that no picture came. */
const [firstPauseMs, mostPauseMs] = [4_000, 60_000];
export const pauseMs = (missed: number): number => Math.min(mostPauseMs, firstPauseMs * 2 ** missed);

/** Why there is no picture: the line or the gateway fails, or it stands and nothing comes over it. */
type Ending = 'failed' | 'silent';

/**
 * WebRTC by WHEP (draft-ietf-wish-whep). What was said of a missing picture stands until one comes. A picture that stopped is taken off:
 * it would look like what is there now.
 */
export function playWhep(video: HTMLVideoElement, url: string, tell: (state: Ending) => void): () => void {
  let missed = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end = (): void => undefined;
  function begin(): void {
    end = openLine(url, {
      picture(stream) {
        video.srcObject = stream;
        void video.play().catch(() => undefined);
      },
      moved: () => (missed = 0),
      ended(why) {
        video.srcObject = null;
        tell(why);
        timer = setTimeout(begin, pauseMs(missed++));
      },
    });
  }
  begin();
  return () => {
    clearTimeout(timer);
    end();
  };
}

interface LineEvents {
  picture(stream: MediaStream): void;
  /** A picture came. */
  moved(): void;
  /** It ended by itself, once. */
  ended(why: Ending): void;
}
/** One offer is posted, the answer is the stream. */
function openLine(url: string, on: LineEvents): () => void {
  const peer = new RTCPeerConnection();
  let isOver = false;
  let resource: string | null = null;
  const unwatch = watchFrames(peer, on.moved, () => over('silent'));
  function end(): void {
    if (isOver) return;
    isOver = true;
    unwatch();
    peer.close();
    if (resource !== null) letGo(resource);
  }
  function over(why: Ending): void {
    if (isOver) return;
    end();
    on.ended(why);
  }
  async function ask(): Promise<void> {
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const told = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: peer.localDescription?.sdp ?? '',
    });
    if (!told.ok) throw new Error(`${told.status}`);
    const at = told.headers.get('location');
    resource = at === null ? null : new URL(at, url).href;
    // Left while the gateway answered: it is told, else it would go on sending to nobody until it notices.
    if (isOver) return void (resource !== null && letGo(resource));
    await peer.setRemoteDescription({ type: 'answer', sdp: await told.text() });
  }
  peer.addTransceiver('video', { direction: 'recvonly' });
  // A gateway need not name the stream that its picture belongs to.
  peer.ontrack = ({ track, streams: [named] }) => on.picture(named ?? new MediaStream([track]));
  peer.onconnectionstatechange = () => {
    if (['failed', 'disconnected'].includes(peer.connectionState)) over('failed');
  };
  ask().catch(() => over('failed'));
  return end;
}

/** Looks whether pictures come; `silent`: for long none did. A line that stands says nothing of that. */
function watchFrames(peer: RTCPeerConnection, moved: () => void, silent: () => void): () => void {
  let [frames, since] = [0, Date.now()];
  async function look(): Promise<void> {
    const now = await framesOf(peer);
    if (now !== frames) {
      [frames, since] = [now, Date.now()];
      moved();
    } else if (Date.now() - since >= pictureMs) silent();
  }
  const timer = setInterval(() => void look().catch(silent), lookMs);
  return () => clearInterval(timer);
}

async function framesOf(peer: RTCPeerConnection): Promise<number> {
  let frames = 0;
  (await peer.getStats()).forEach((one: RTCStats & { framesDecoded?: number }) => {
    if (one.type === 'inbound-rtp') frames += one.framesDecoded ?? 0;
  });
  return frames;
}

/** Also while the page is being left. */
const letGo = (resource: string): void =>
  void fetch(resource, { method: 'DELETE', keepalive: true }).catch(() => undefined);

/** Waits for the addresses of this side, not longer than a second: gateways of a county lie in its network. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(done, 1_000);
    peer.onicegatheringstatechange = () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      done();
    };
  });
}
