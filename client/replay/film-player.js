/* Plays a film that was kept as a page: no server, no library, nothing fetched. It reads `film`, a JSON element beside it. */
(() => {
  const film = JSON.parse(document.getElementById('film').textContent);
  const { words, zone, width, height } = film;
  const towns = new Path2D(film.outline);
  const canvas = document.getElementById('scene');
  const [slider, play, note] = ['slider', 'play', 'note'].map((id) => document.getElementById(id));
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const [ink, second, teal, rose, ground] = ['#e8eef5', '#8a97a8', '#35c6d8', '#f0628f', '#0a0f17'];

  /** Tables of each instant; a film is an hour, so all of them are held. */
  const states = [];
  let held = {};
  for (const { channels } of film.instants) {
    const next = { ...held };
    for (const { channel, from, ops } of channels) {
      const tables = from === null ? {} : { ...next[channel] };
      const fresh = new Set();
      for (const [table, key, row] of ops) {
        if (!fresh.has(table)) tables[table] = new Map(tables[table] ?? []);
        fresh.add(table);
        if (row === null) tables[table].delete(key);
        else tables[table].set(key, row);
      }
      next[channel] = tables;
    }
    held = next;
    states.push(next);
  }
  const rows = (state, table) =>
    new Map(Object.values(state).flatMap((tables) => [...(tables[table] ?? new Map())]));

  function text(pen, words, x, y, { size = 15, colour = ink, weight = 400, align = 'left', most } = {}) {
    pen.font = `${weight} ${size}px 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif`;
    pen.fillStyle = colour;
    pen.textAlign = align;
    pen.fillText(words, x, y, most);
  }
  function drawMap(pen, shape, matters) {
    pen.save();
    pen.translate(40, 150);
    const scale = Math.min(1_020 / width, 860 / height);
    pen.scale(scale, scale);
    pen.fillStyle = '#111a26';
    pen.strokeStyle = '#2b3a4d';
    pen.fill(shape);
    pen.stroke(shape);
    for (const { lng, lat, overdue, urgent } of matters.values()) {
      const x = ((lng - film.box[0]) / (film.box[2] - film.box[0])) * width;
      const y = ((film.box[3] - lat) / (film.box[3] - film.box[1])) * height;
      pen.beginPath();
      pen.arc(x, y, (urgent ? 6 : 3.5) / scale, 0, 7);
      pen.fillStyle = overdue || urgent ? rose : teal;
      pen.fill();
    }
    pen.restore();
  }
  function drawSide(pen, state, matters) {
    const today = rows(state, 'figure').get('today') ?? {};
    ['reported', 'dispatched', 'closed', 'open', 'overdue'].forEach((name, i) => {
      const x = 1_110 + i * 156;
      text(pen, String(today[name] ?? '—'), x, 150, {
        size: 42,
        weight: 700,
        colour: name === 'overdue' ? rose : ink,
      });
      text(pen, words[name], x, 180, { colour: second });
    });
    const first = [...matters.values()].sort(
      (a, b) =>
        Number(b.urgent) - Number(a.urgent) ||
        Number(b.overdue) - Number(a.overdue) ||
        b.reportedAt - a.reportedAt,
    );
    text(pen, words.matters, 1_110, 240, { size: 17, weight: 600 });
    first.slice(0, 12).forEach((row, i) => {
      text(pen, row.title, 1_110, 274 + i * 30, {
        colour: row.overdue || row.urgent ? rose : ink,
        most: 640,
      });
      text(pen, row.id, 1_880, 274 + i * 30, { size: 13, colour: second, align: 'right' });
    });
    text(pen, words.acts, 1_110, 670, { size: 17, weight: 600 });
    const acts = [...rows(state, 'act').values()].sort((a, b) => b.seq - a.seq);
    acts.slice(0, 10).forEach((act, i) => {
      text(pen, clock.format(act.at).slice(11), 1_110, 704 + i * 30, { colour: second });
      text(pen, `${act.title} · ${act.by}`, 1_200, 704 + i * 30, { most: 680 });
    });
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
    drawMap(pen, towns, matters);
    drawSide(pen, state, matters);
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
  addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') go(place - 1);
    else if (key === 'ArrowRight') go(place + 1);
    else if (key === ' ' && document.activeElement !== play) turn();
  });
  go(0);
})();
