import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { streamOf, videoHosts } from '../../../server/models/video.ts';
import { Bits } from '../../../server/simulator/video/bits.ts';
import { makeFrame, nextFrame, parameterSets, wholeFrame } from '../../../server/simulator/video/h264.ts';
import { liveFile, playlist, segment, segmentMs } from '../../../server/simulator/video/live.ts';
import { drawScene, height, width } from '../../../server/simulator/video/scene.ts';

const calendar = { utcOffsetMinutes: 480, overrides: [] } as unknown as Parameters<typeof segment>[2];
const camera = { id: 'CH-1', name: '泰安社区 路口 1' };

/** The boxes of an MP4, by their path. */
function boxesOf(bytes: Buffer, path = ''): [path: string, size: number, body: Buffer][] {
  const found: [string, number, Buffer][] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    const name = `${path}/${bytes.toString('latin1', at + 4, at + 8)}`;
    const body = bytes.subarray(at + 8, at + size);
    found.push([name, size, body]);
    if (/\/(moov|trak|mdia|minf|stbl|mvex|moof|traf)$/.test(name)) found.push(...boxesOf(body, name));
    at += size;
  }
  return found;
}

describe('a pretend camera', () => {
  it('Exp-Golomb codes are those of the standard (table 9-2)', () => {
    expect([...new Bits().ue(0, 1, 2, 3, 7).end().bytes()]).toEqual([0b10100110, 0b01000001, 0b00010000 | 0]);
  });

  it('no unit holds the start of another', () => {
    const frame = makeFrame(32, 16);
    frame.luma.fill(0);
    frame.cb.fill(1);
    const bytes = wholeFrame(frame, 0);
    for (let i = 2; i < bytes.length; i++)
      expect(bytes[i - 2] === 0 && bytes[i - 1] === 0 && must(bytes[i], 'byte') < 3).toBe(false);
  });

  it('what stands still costs nothing, what moves costs its blocks', () => {
    const before = drawScene(camera, 0);
    expect(nextFrame(before, before, 1).length).toBeLessThan(12);
    const moved = drawScene(camera, 1_000);
    expect(nextFrame(moved, before, 1).length).toBeLessThan(wholeFrame(moved, 0).length / 2);
    expect(moved).toEqual(drawScene(camera, 1_000));
  });

  it('the list goes on by one segment each four seconds, and names none that is not due', () => {
    const now = 1_700_000_001_000;
    const [first, second] = [playlist(now), playlist(now + segmentMs)];
    const numbers = (text: string) => [...text.matchAll(/^(\d+)\.m4s$/gmu)].map(([, n]) => Number(n));
    expect(numbers(second)).toEqual(numbers(first).map((n) => n + 1));
    expect((must(numbers(first).at(-1), 'last') + 1) * segmentMs).toBeLessThanOrEqual(now);
    expect(first).toContain(`#EXT-X-MEDIA-SEQUENCE:${numbers(first)[0]}`);
    const file = (name: string) => liveFile(camera, name, now, calendar);
    expect(file(`${numbers(first)[0]}.m4s`)?.type).toBe('video/mp4');
    for (const name of [`${must(numbers(first).at(-1), 'last') + 1}.m4s`, '1.m4s', '../x', 'x.m4s'])
      expect(file(name)).toBeNull();
  });

  it('a segment begins at its own instant with a whole frame, and its boxes hold what they say', () => {
    const boxes = boxesOf(segment(camera, 425_000_000, calendar));
    expect(boxes.map(([path]) => path)).toEqual([
      '/moof',
      '/moof/mfhd',
      '/moof/traf',
      '/moof/traf/tfhd',
      '/moof/traf/tfdt',
      '/moof/traf/trun',
      '/mdat',
    ]);
    const body = (path: string) =>
      must(
        boxes.find(([one]) => one === path),
        path,
      )[2];
    expect(Number(body('/moof/traf/tfdt').readBigUInt64BE(4))).toBe(425_000_000 * segmentMs);
    const trun = body('/moof/traf/trun');
    expect(trun.readUInt32BE(8)).toBe(must(boxes[0], 'moof')[1] + 8);
    const sizes = Array.from({ length: trun.readUInt32BE(4) }, (_, i) => trun.readUInt32BE(12 + i * 12 + 4));
    expect(sizes.length).toBe(16);
    const data = body('/mdat');
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(data.length);
    expect([data.readUInt32BE(0), data[4]]).toEqual([must(sizes[0], 'first') - 4, 0x65]);
    const init = boxesOf(must(liveFile(camera, 'init.mp4', 0, calendar), 'init').bytes);
    expect(init.map(([path]) => path)).toContain('/moov/trak/mdia/minf/stbl/stsd');
    expect([...parameterSets(width, height).sps.slice(0, 4)]).toEqual([0x67, 66, 0xc0, 30]);
  });
});

describe('where a picture comes from', () => {
  const one = { id: 'CH 1', name: '', place: { lng: 0, lat: 0 }, models: [] };
  const hls = 'https://media.example/{jurisdiction}/{camera}/index.m3u8';
  it.each([
    [{ hls, whep: 'https://rtc.example/{camera}/whep' }, 'whep', 'https://rtc.example/CH%201/whep'],
    [{ hls }, 'hls', 'https://media.example/toy/CH%201/index.m3u8'],
    [{ demo: liveFile }, 'hls', '/api/toy/cameras/CH%201/live/index.m3u8'],
    [{}, 'none', ''],
  ])('%j', (settings, kind, url) => {
    expect(streamOf(settings, 'toy', one)).toEqual({ kind, url, masks: [] });
  });
  it('the gateway’s own name of a channel goes before ours, and its masks go with it', () => {
    expect(
      streamOf({ hls }, 'toy', { ...one, stream: '34020000001320000001', masks: [[0, 0, 1, 0.5]] }),
    ).toEqual({
      kind: 'hls',
      url: 'https://media.example/toy/34020000001320000001/index.m3u8',
      masks: [[0, 0, 1, 0.5]],
    });
  });
  it('pages may fetch from the gateways that are set, from each once', () => {
    expect(videoHosts({ hls, whep: 'https://media.example:8889/{camera}' })).toEqual([
      'https://media.example',
      'https://media.example:8889',
    ]);
    expect(videoHosts({})).toEqual([]);
  });
});
