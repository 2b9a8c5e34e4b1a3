import type { Film } from '#shared/wire/replay.ts';
import type { FilmedReadings, FilmedSensor } from './film-readings.ts';
import player from './film-player.js?raw';

/** What a film says beside its boards: in the words of whoever takes it. */
export interface FilmFace {
  title: string;
  /** Of its pictures. */
  name: string;
  zone: string;
  attribution: string;
  /** [west, south, east, north] and its outline as a path in a box of `width` by `height`. */
  box: readonly [number, number, number, number];
  outline: string;
  width: number;
  height: number;
  /** Sensors that were heard in it, and of each instant what they said since the one before; none where it shows no sensing. */
  sensors: readonly FilmedSensor[];
  readings: readonly FilmedReadings[];
  words: Record<
    | 'past'
    | 'ledger'
    | 'taken'
    | 'reported'
    | 'dispatched'
    | 'closed'
    | 'open'
    | 'overdue'
    | 'matters'
    | 'acts'
    | 'sensors'
    | 'heard'
    | 'beyond'
    | 'quiet'
    | 'play'
    | 'png'
    | 'series',
    string
  >;
}

/** No sentence of a matter ends the element that it stands in. */
const inElement = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
const asText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** What its sensors said lies beside the boards, written shorter. */
const withoutFrame = ({ frame: _, ...instant }: Film['instants'][number]) => instant;

/** One page that plays the film and saves its pictures: script and data inside, nothing fetched, not even allowed to be. */
export function filmPage(film: Film, face: FilmFace): string {
  const { words, title } = face;
  const csp = `default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src blob: data:`;
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width">
<title>${asText(title)}</title>
<style>
body { margin: 0; background: #0a0f17; color: #e8eef5; font: 15px 'Noto Sans SC', 'Microsoft YaHei', sans-serif; }
canvas { display: block; width: 100vw; max-height: calc(100vh - 56px); object-fit: contain; }
nav { display: flex; gap: 12px; align-items: center; padding: 10px 20px; }
input { flex: 1; accent-color: #f0628f; }
button { padding: 4px 14px; border: 1px solid #2b3a4d; border-radius: 4px; background: none; color: inherit; }
</style>
</head>
<body>
<canvas id="scene" width="1920" height="1080" role="img" aria-label="${asText(title)}"></canvas>
<nav>
<button id="play" aria-label="${asText(words.play)}">▶</button>
<input id="slider" type="range" min="0" value="0" aria-label="${asText(words.past)}">
<span id="note"></span>
<button id="png">${asText(words.png)}</button>
<button id="series">${asText(words.series)}</button>
</nav>
<script type="application/json" id="film">${inElement({ ...face, instants: film.instants.map(withoutFrame) })}</script>
<script>${player}</script>
</body>
</html>
`;
}
