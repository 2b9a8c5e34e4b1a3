import { under } from '../base-path.ts';
import type { CameraStream } from '#shared/wire/video.ts';
import { playWhep } from './whep.ts';

/** What is known of a stream: it is on its way, it runs, it does not come, or its gateway answers and sends no picture. */
export type StreamState = 'waiting' | 'playing' | 'failed' | 'silent';
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
