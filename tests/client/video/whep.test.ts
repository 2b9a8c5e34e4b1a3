// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { VideoApi } from '../../../client/http/video-api.ts';
import VideoPlayer from '../../../client/video/VideoPlayer.vue';
import { pauseMs, pictureMs, playWhep } from '../../../client/video/whep.ts';

const url = 'https://gateway.example/whep/c1';
/** A gateway that answers every offer; `frames` says how many pictures a line had so far. */
let frames: () => number;
let asked: { method: string; at: string; after: number }[];
let answers: boolean;
let began: number;
class Peer {
  iceGatheringState = 'complete';
  connectionState = 'connected';
  localDescription = { sdp: 'v=0' };
  addTransceiver = (): void => undefined;
  createOffer = () => Promise.resolve({});
  setLocalDescription = () => Promise.resolve();
  setRemoteDescription = () => Promise.resolve();
  close = (): void => undefined;
  getStats = () => Promise.resolve(new Map([['v', { type: 'inbound-rtp', framesDecoded: frames() }]]));
}
beforeEach(() => {
  vi.useFakeTimers();
  [frames, asked, answers, began] = [() => 0, [], true, Date.now()];
  vi.stubGlobal('RTCPeerConnection', Peer);
  vi.stubGlobal('fetch', (at: string, { method }: { method: string }) => {
    asked.push({ method, at, after: Date.now() - began });
    if (!answers) return Promise.reject(new TypeError('no line'));
    return Promise.resolve(new Response('v=0', { status: 201, headers: { location: '/whep/calls/7' } }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const offers = (): number[] => asked.filter(({ method }) => method === 'POST').map(({ after }) => after);

it('a gateway that connects and sends no picture is said to be silent after a bound, let go, and asked again in growing pauses', async () => {
  const told: string[] = [];
  const stop = playWhep(document.createElement('video'), url, (state) => told.push(state));
  await vi.advanceTimersByTimeAsync(pictureMs - 1);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(['silent']);
  expect(asked.at(-1)).toMatchObject({ method: 'DELETE', at: 'https://gateway.example/whep/calls/7' });
  await vi.advanceTimersByTimeAsync(400_000);
  const gaps = offers().map((at, i, all) => at - (all[i - 1] ?? 0) - pictureMs);
  expect(gaps.slice(1, 7)).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  stop();
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(200_000);
  expect(asked.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
});

it('a picture that stops under a line that stands is told too, and the next attempt does not wait long', async () => {
  frames = () => Math.min(30, Math.floor((Date.now() - began) / 1_000));
  const told: string[] = [];
  const video = document.createElement('video');
  const stop = playWhep(video, url, (state) => told.push(state));
  await vi.advanceTimersByTimeAsync(30_000 + pictureMs - 1_000);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual(['silent']);
  await vi.advanceTimersByTimeAsync(pauseMs(0));
  expect(offers()).toHaveLength(2);
  stop();
});

it('a gateway that does not answer is asked again in growing pauses as well', async () => {
  answers = false;
  const stop = playWhep(document.createElement('video'), url, () => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(offers()).toEqual([0, 4_000, 12_000, 28_000, 60_000]);
  stop();
});

it('the place of the camera says so', async () => {
  const videoApi: VideoApi = {
    watch: () => Promise.resolve({ kind: 'whep', url, masks: [] }),
    states: () => Promise.resolve({ total: 1, offline: [] }),
  };
  const player = mount(VideoPlayer, { props: { videoApi, camera: 'c1', name: '路口' } });
  await flushPromises();
  expect(player.get('[role=status]').text()).toBe('正在接入画面');
  await vi.advanceTimersByTimeAsync(pictureMs);
  expect(player.get('[role=status]').text()).toBe('网关已连上，但没有画面，正在重试');
  player.unmount();
});
