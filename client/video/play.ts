import { under } from '../base-path.ts';
import type { CameraStream } from '#shared/wire/video.ts';

/** What is known of a stream: it is on its way, it runs, or it does not come. */
export type StreamState = 'waiting' | 'playing' | 'failed';
type Tell = (state: StreamState) => void;

/** Plays a stream in a video element until the answer is called. A line that breaks is tried again. */
export function playStream(video: HTMLVideoElement, stream: CameraStream, tell: Tell): () => void {
  tell('waiting');
  const playing = (): void => tell('playing');
  video.addEventListener('playing', playing);
  const url = stream.url.startsWith('/') ? under(stream.url) : stream.url;
  const stop = stream.kind === 'whep' ? playWhep(video, url, tell) : playHls(video, url, tell);
  return () => {
    video.removeEventListener('playing', playing);
    stop();
    video.removeAttribute('src');
    video.srcObject = null;
    video.load();
  };
}

const againMs = 4_000;

/** By the library; where the browser plays HLS by itself and has no Media Source Extensions, by the browser. */
function playHls(video: HTMLVideoElement, url: string, tell: Tell): () => void {
  let isStopped = false;
  let end = (): void => undefined;
  void import('hls.js/light').then(
    ({ default: Hls }) => {
      if (isStopped) return;
      if (!Hls.isSupported()) {
        video.src = url;
        void video.play().catch(() => tell('failed'));
        return;
      }
      // Workers made of blobs are not let through by the policy of the pages.
      const hls = new Hls({
        enableWorker: false,
        backBufferLength: 8,
        maxBufferLength: 12,
        liveSyncDurationCount: 2,
      });
      let timer: ReturnType<typeof setTimeout> | undefined;
      hls.on(Hls.Events.MANIFEST_PARSED, () => void video.play().catch(() => undefined));
      hls.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
        if (!fatal) return;
        tell('failed');
        if (type === Hls.ErrorTypes.MEDIA_ERROR) return hls.recoverMediaError();
        clearTimeout(timer);
        timer = setTimeout(() => {
          tell('waiting');
          hls.loadSource(url);
          hls.startLoad();
        }, againMs);
      });
      hls.loadSource(url);
      hls.attachMedia(video);
      end = () => {
        clearTimeout(timer);
        hls.destroy();
      };
    },
    () => tell('failed'),
  );
  return () => {
    isStopped = true;
    end();
  };
}

/** WebRTC by WHEP (draft-ietf-wish-whep): one offer is posted, the answer is the stream. */
function playWhep(video: HTMLVideoElement, url: string, tell: Tell): () => void {
  let isStopped = false;
  let line: RTCPeerConnection | null = null;
  let resource: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function again(): void {
    if (isStopped) return;
    tell('failed');
    leave();
    timer = setTimeout(() => void begin(), againMs);
  }
  function leave(): void {
    line?.close();
    line = null;
    if (resource !== null) letGo(resource);
    resource = null;
  }
  async function begin(): Promise<void> {
    if (isStopped) return;
    tell('waiting');
    const peer = new RTCPeerConnection();
    line = peer;
    peer.addTransceiver('video', { direction: 'recvonly' });
    // A gateway need not name the stream that its picture belongs to.
    peer.ontrack = ({ track, streams: [named] }) => {
      video.srcObject = named ?? new MediaStream([track]);
      void video.play().catch(() => undefined);
    };
    peer.onconnectionstatechange = () => {
      if (peer === line && ['failed', 'disconnected'].includes(peer.connectionState)) again();
    };
    try {
      await peer.setLocalDescription(await peer.createOffer());
      await gathered(peer);
      const told = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/sdp' },
        body: peer.localDescription?.sdp ?? '',
      });
      if (!told.ok) throw new Error(`${told.status}`);
      const at = told.headers.get('location');
      const made = at === null ? null : new URL(at, url).href;
      // Left while the gateway answered: it is told, else it would go on sending to nobody until it notices.
      if (peer !== line) return void (made !== null && letGo(made));
      resource = made;
      await peer.setRemoteDescription({ type: 'answer', sdp: await told.text() });
    } catch {
      if (peer === line) again();
    }
  }
  void begin();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    leave();
  };
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
