/* Plays a film that was kept as a page: no server, no library, nothing fetched. It reads `film`, a JSON element beside it. */
const film = JSON.parse(document.getElementById('film').textContent);
const { words, zone, width, height } = film;
const towns = new Path2D(film.outline);
const canvas = document.getElementById('scene');
const [slider, play, note] = ['slider', 'play', 'note'].map((id) => document.getElementById(id));
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
const [ink, second, teal, rose, amber, ground] = [
  '#e8eef5',
  '#8a97a8',
  '#35c6d8',
  '#f0628f',
  '#e0b050',
  '#0a0f17',
];

/** Tables of a channel after what an instant changed in them; those that it did not touch are shared. */
function changed(before, { from, ops }) {
  const tables = from === null ? {} : { ...before };
  const fresh = new Set();
  for (const [table, key, row] of ops) {
    if (!fresh.has(table)) tables[table] = new Map(tables[table] ?? []);
    fresh.add(table);
    if (row === null) tables[table].delete(key);
    else tables[table].set(key, row);
  }
  return tables;
}
/** Tables of each instant; a film is an hour, so all of them are held. */
function statesOf(instants) {
  let held = {};
  return instants.map(({ channels }) => {
    held = { ...held };
    for (const one of channels) held[one.channel] = changed(held[one.channel], one);
    return held;
  });
}
/** The newest reading of each sensor at each instant: its value and when it was measured. */
function heardAt(instants, readings) {
  let last = new Map();
  return instants.map(({ at }, i) => {
    last = new Map(last);
    const flat = readings[i] ?? [];
    for (let k = 0; k < flat.length; k += 3)
      last.set(flat[k], { value: flat[k + 1], at: at - flat[k + 2] * 1_000 });
    return last;
  });
}
const states = statesOf(film.instants);
const heard = heardAt(film.instants, film.readings);

const isBeyond = (sensor, value) => value < film.sensors[sensor][4][0] || value > film.sensors[sensor][4][1];
/** How far a value lies outside the values of a quiet day, in widths of them. */
const beyondBy = (sensor, value) => {
  const [low, high] = film.sensors[sensor][4];
  return Math.max(low - value, value - high) / (high - low || 1);
};
const written = (sensor, value) => `${value.toFixed(film.sensors[sensor][5])} ${film.sensors[sensor][1]}`;
const placeOn = (lng, lat) => [
  ((lng - film.box[0]) / (film.box[2] - film.box[0])) * width,
  ((film.box[3] - lat) / (film.box[3] - film.box[1])) * height,
];
const scale = Math.min(1_020 / width, 860 / height);
const rows = (state, table) =>
  new Map(Object.values(state).flatMap((tables) => [...(tables[table] ?? new Map())]));

function text(pen, words, x, y, { size = 15, colour = ink, weight = 400, align = 'left', most } = {}) {
  pen.font = `${weight} ${size}px 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif`;
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.fillText(words, x, y, most);
}
function drawMap(pen, shape, matters, said) {
  pen.save();
  pen.translate(40, 150);
  pen.scale(scale, scale);
  pen.fillStyle = '#111a26';
  pen.strokeStyle = '#2b3a4d';
  pen.fill(shape);
  pen.stroke(shape);
  for (const [sensor, { value }] of said) {
    const [x, y] = placeOn(film.sensors[sensor][2], film.sensors[sensor][3]);
    const side = (isBeyond(sensor, value) ? 7 : 3) / scale;
    pen.fillStyle = isBeyond(sensor, value) ? amber : '#3d5068';
    pen.fillRect(x - side / 2, y - side / 2, side, side);
  }
  for (const { lng, lat, overdue, urgent } of matters.values()) {
    const [x, y] = placeOn(lng, lat);
    pen.beginPath();
    pen.arc(x, y, (urgent ? 6 : 3.5) / scale, 0, 7);
    pen.fillStyle = overdue || urgent ? rose : teal;
    pen.fill();
  }
  pen.restore();
}
/** Those farthest from the values of a quiet day. */
function drawSensors(pen, said, top) {
  const beyond = [...said]
    .filter(([sensor, { value }]) => isBeyond(sensor, value))
    .sort((a, b) => beyondBy(b[0], b[1].value) - beyondBy(a[0], a[1].value));
  text(pen, words.sensors, 1_110, top, { size: 17, weight: 600 });
  const sum = `${words.heard} ${said.size} · ${words.beyond} ${beyond.length}`;
  text(pen, sum, 1_880, top, { colour: second, align: 'right' });
  if (beyond.length === 0) text(pen, words.quiet, 1_110, top + 34, { colour: second });
  beyond.slice(0, 5).forEach(([sensor, { value, at }], i) => {
    text(pen, film.sensors[sensor][0], 1_110, top + 34 + i * 30, { colour: amber, most: 470 });
    text(pen, written(sensor, value), 1_760, top + 34 + i * 30, { align: 'right', weight: 600 });
    text(pen, clock.format(at).slice(11), 1_880, top + 34 + i * 30, {
      size: 13,
      colour: second,
      align: 'right',
    });
  });
}
function drawToday(pen, today) {
  ['reported', 'dispatched', 'closed', 'open', 'overdue'].forEach((name, i) => {
    const x = 1_110 + i * 156;
    text(pen, String(today[name] ?? '—'), x, 150, {
      size: 42,
      weight: 700,
      colour: name === 'overdue' && today.overdue > 0 ? rose : ink,
    });
    text(pen, words[name], x, 180, { colour: second });
  });
}
/** Those that hurry first. */
function drawMatters(pen, matters, most) {
  const first = [...matters.values()].sort(
    (a, b) =>
      Number(b.urgent) - Number(a.urgent) ||
      Number(b.overdue) - Number(a.overdue) ||
      b.reportedAt - a.reportedAt,
  );
  text(pen, words.matters, 1_110, 240, { size: 17, weight: 600 });
  first.slice(0, most).forEach((row, i) => {
    text(pen, row.title, 1_110, 274 + i * 30, {
      colour: row.overdue || row.urgent ? rose : ink,
      most: 640,
    });
    text(pen, row.id, 1_880, 274 + i * 30, { size: 13, colour: second, align: 'right' });
  });
}
function drawActs(pen, acts, top, most) {
  text(pen, words.acts, 1_110, top, { size: 17, weight: 600 });
  const newest = [...acts].sort((a, b) => b.seq - a.seq);
  newest.slice(0, most).forEach((act, i) => {
    text(pen, clock.format(act.at).slice(11), 1_110, top + 34 + i * 30, { colour: second });
    text(pen, `${act.title} · ${act.by}`, 1_200, top + 34 + i * 30, { most: 680 });
  });
}
function drawSide(pen, state, matters, said) {
  const senses = film.sensors.length > 0;
  drawToday(pen, rows(state, 'figure').get('today') ?? {});
  drawMatters(pen, matters, senses ? 8 : 12);
  if (senses) drawSensors(pen, said, 550);
  drawActs(pen, rows(state, 'act').values(), senses ? 780 : 670, senses ? 8 : 10);
}
function draw(place) {
  const [pen, state, { at, seq, hash }] = [canvas.getContext('2d'), states[place], film.instants[place]];
  pen.fillStyle = ground;
  pen.fillRect(0, 0, 1_920, 1_080);
  const matters = rows(state, 'incident');
  text(pen, film.title, 40, 66, { size: 34, weight: 700 });
  text(pen, `${words.past} ${clock.format(at)}`, 40, 104, { size: 20, colour: rose, weight: 600 });
  text(pen, `${words.ledger} #${seq} ${hash.slice(0, 16)}`, 1_880, 66, { colour: second, align: 'right' });
  text(pen, words.taken, 1_880, 92, { size: 13, colour: second, align: 'right' });
  drawMap(pen, towns, matters, heard[place]);
  drawSide(pen, state, matters, heard[place]);
  text(pen, film.attribution, 40, 1_056, { size: 13, colour: second });
  slider.value = String(place);
  note.textContent = `${clock.format(at)} · ${place + 1}/${states.length}`;
}
let [place, playing] = [0, false];
const go = (to) => draw((place = Math.max(0, Math.min(states.length - 1, to))));
const turn = () => {
  playing = !playing;
  if (playing && place === states.length - 1) go(0);
  play.textContent = playing ? '■' : '▶';
};
setInterval(() => {
  if (!playing) return;
  if (place < states.length - 1) go(place + 1);
  else turn();
}, 500);
const save = (name) =>
  new Promise((done) => {
    canvas.toBlob((blob) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${name}.png`;
      link.click();
      setTimeout(() => (URL.revokeObjectURL(link.href), done()), 300);
    });
  });
const nameOf = (i) => `${film.name}-${clock.format(film.instants[i].at).replace(/\D/g, '')}`;
slider.max = String(states.length - 1);
slider.addEventListener('input', () => go(Number(slider.value)));
play.addEventListener('click', turn);
document.getElementById('png').addEventListener('click', () => save(nameOf(place)));
document.getElementById('series').addEventListener('click', async () => {
  for (let i = 0; i < states.length; i++) {
    go(i);
    await save(nameOf(i));
  }
});
/** The sensor that is pointed at says what it measured. */
canvas.addEventListener('pointermove', ({ clientX, clientY }) => {
  const { left, top, width: wide, height: high } = canvas.getBoundingClientRect();
  const one = Math.min(wide / 1_920, high / 1_080);
  const x = ((clientX - left - (wide - one * 1_920) / 2) / one - 40) / scale;
  const y = ((clientY - top - (high - one * 1_080) / 2) / one - 150) / scale;
  let [nearest, most] = [null, 14 / scale];
  for (const [sensor] of heard[place]) {
    const [sx, sy] = placeOn(film.sensors[sensor][2], film.sensors[sensor][3]);
    const away = Math.hypot(sx - x, sy - y);
    if (away < most) [nearest, most] = [sensor, away];
  }
  const said = heard[place].get(nearest);
  if (said)
    note.textContent = `${film.sensors[nearest][0]} ${written(nearest, said.value)} · ${clock.format(said.at).slice(11)}`;
});
addEventListener('keydown', ({ key }) => {
  if (key === 'ArrowLeft') go(place - 1);
  else if (key === 'ArrowRight') go(place + 1);
  else if (key === ' ' && document.activeElement !== play) turn();
});
go(0);
