// lanes.js: the whole run as lanes over one axis, which counts events; Chrome's above the engine's.

const laneParts = [ // name, height
  ['axis', 15], ['chrome', 20], ['engine', 20], ['documents', 42], ['tasks', 12], ['network', 27], ['events', 14], ['breaks', 10],
];
const laneTop = {};
const laneHeight = {};
let lanesHeight = 0;
for (const [name, height] of laneParts) {
  laneTop[name] = lanesHeight;
  laneHeight[name] = height;
  lanesHeight += height + 2;
}
const documentRows = 5;
const networkRows = 3;

// Lanes is what the lanes show, found once: marks and spans sorted by event.
class Lanes {
  constructor(rec) {
    this.rec = rec;
    this.from = 0;
    this.to = rec.length;
    this.observed = this.place(rec.data.observed || []);
    this.documents = rows(this.documentSpans(), documentRows);
    this.network = rows(this.algorithmSpans('Fetch: HTTP-network fetch'), networkRows);
    this.events = this.algorithmSpans('DOM: dispatch');
    this.tasks = rec.tasks.map((i, n) => ({from: i, to: rec.tasks[n + 1] ?? rec.length, text: rec.text[rec.note[i]], odd: n % 2 === 1}));
  }

  // place gives everything observed its event. What only Chrome has stands behind what came before it.
  place(list) {
    const last = {};
    return list.map((o) => {
      const own = o.event >= 0 && (o.engine || !o.chrome || o.first);
      const at = own ? o.event : (last[o.layer] ?? 0) + 0.5;
      last[o.layer] = at;
      return {...o, at};
    });
  }

  documentSpans() {
    const open = new Map();
    const spans = [];
    const end = (key, i) => {
      const span = open.get(key);
      if (span) {
        span.to = i;
        open.delete(key);
      }
    };
    for (const [i, list] of this.rec.changes) {
      for (let n = 0; n < list.length; n += 2) {
        const key = this.rec.text[list[n]];
        if (!key.startsWith('document/')) {
          continue;
        }
        const d = list[n + 1] < 0 ? null : this.rec.data.v[list[n + 1]];
        const active = Boolean(d && d.fullyActive && !d.destroyed);
        const was = open.get(key);
        if (d && was && was.active === active && was.url === d.url) {
          continue;
        }
        end(key, i);
        if (d) {
          const span = {from: i, to: this.rec.length, key, active, url: d.url, text: `${key.replace('document/', '#')} ${shorter(String(d.url))}${active ? '' : ' (not active)'}`};
          open.set(key, span);
          spans.push(span);
        }
      }
    }
    return spans;
  }

  algorithmSpans(name) {
    const {rec} = this;
    return rec.enters.filter((i) => rec.name(rec.algorithmOf(i)) === name).map((i) => ({from: i, to: rec.frames[rec.frame[i]].leave, text: rec.args(i)[0] || ''}));
  }

  x(event) {
    return (event - this.from) / (this.to - this.from) * this.width;
  }

  event(x) {
    return Math.max(0, Math.min(this.rec.length - 1, Math.floor(this.from + x / this.width * (this.to - this.from))));
  }

  // zoom makes the axis show a part of what it shows, or more, and keeps the event under x where it is.
  zoom(factor, x) {
    const at = this.from + x / this.width * (this.to - this.from);
    const size = Math.max(Math.min(20, this.rec.length), Math.min(this.rec.length, (this.to - this.from) * factor));
    this.show(at - x / this.width * size, size);
  }

  show(from, size) {
    this.from = Math.max(0, Math.min(this.rec.length - size, from));
    this.to = this.from + size;
    this.draw();
  }

  // follow brings an event into view.
  follow(i) {
    const size = this.to - this.from;
    if (i < this.from || i >= this.to) {
      this.show(i - size / 2, size);
    }
  }

  draw() {
    const {canvas} = this;
    const ratio = devicePixelRatio || 1;
    this.width = canvas.clientWidth;
    canvas.width = Math.round(this.width * ratio);
    canvas.height = Math.round(lanesHeight * ratio);
    const c = canvas.getContext('2d');
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, this.width, lanesHeight);
    c.font = '11px system-ui, sans-serif';
    c.textBaseline = 'middle';
    this.c = c;
    this.drawAxis();
    this.documents.forEach((row, n) => this.drawSpans(row, laneTop.documents + n * 8.4, 7, (s) => (s.active ? this.ink.good : this.ink.line)));
    this.drawSpans(this.tasks, laneTop.tasks, laneHeight.tasks, (s) => (s.odd ? this.ink.task : this.ink.taskOdd), true);
    this.network.forEach((row, n) => this.drawSpans(row, laneTop.network + n * 9, 8, () => this.ink.cold, true));
    this.drawTicks(this.events, laneTop.events, laneHeight.events);
    this.drawBreaks();
    this.drawObserved();
  }

  drawAxis() {
    const {c} = this;
    const step = niceStep((this.to - this.from) / this.width * 130);
    c.fillStyle = this.ink.quiet;
    for (let i = Math.ceil(this.from / step) * step; i < this.to; i += step) {
      const x = this.x(i);
      c.fillRect(x, 0, 1, 4);
      c.fillText(`#${i.toLocaleString('en')} · ${Math.round(this.rec.time[Math.min(i, this.rec.length - 1)] * 10) / 10} ms`, x + 4, 8);
    }
  }

  // drawSpans draws what lasts. What is narrower than a pixel is drawn once a pixel.
  drawSpans(spans, y, height, colour, labels = false) {
    const {c} = this;
    let drawn = -1;
    for (const s of spans) {
      if (s.to < this.from || s.from >= this.to) {
        continue;
      }
      const x = Math.max(0, this.x(s.from));
      const width = Math.max(1, Math.min(this.width, this.x(s.to)) - x - 0.5);
      if (x + width < drawn + 1) {
        continue;
      }
      drawn = x + width;
      c.fillStyle = colour(s);
      c.fillRect(x, y, width, height);
      if (labels && height > 10) {
        this.label(s.text, x + 3, y + height / 2, width - 5, this.ink.ink);
      }
    }
  }

  drawTicks(list, y, height) {
    const {c} = this;
    let drawn = -1;
    for (const [n, s] of list.entries()) {
      if (s.from < this.from || s.from >= this.to) {
        continue;
      }
      const x = this.x(s.from);
      if (x < drawn + 1) {
        continue;
      }
      drawn = x;
      c.fillStyle = this.ink.odd;
      c.fillRect(x, y, 1.5, height);
      const room = (n + 1 < list.length ? this.x(list[n + 1].from) : this.width) - x - 6;
      if (room > 30) {
        this.label(s.text, x + 4, y + height / 2, room, this.ink.quiet);
      }
    }
  }

  label(text, x, y, width, colour) {
    const {c} = this;
    if (width < 24) {
      return;
    }
    let shownText = plain(text);
    if (c.measureText(shownText).width > width) {
      const part = Math.floor(shownText.length * (width - 8) / c.measureText(shownText).width);
      if (part < 3) {
        return;
      }
      shownText = `${shownText.slice(0, part)}…`;
    }
    c.fillStyle = colour;
    c.fillText(shownText, x, y);
  }

  drawBreaks() {
    const {c} = this;
    c.fillStyle = this.ink.bad;
    for (const b of breakpoints.list) {
      let drawn = -1;
      for (let n = firstAtLeast(b.hits, Math.ceil(this.from)); n < b.hits.length && b.hits[n] < this.to; n++) {
        const x = this.x(b.hits[n]);
        if (x >= drawn + 2) {
          drawn = x;
          c.beginPath();
          c.arc(x, laneTop.breaks + 5, 3, 0, 7);
          c.fill();
        }
      }
    }
  }

  // drawObserved draws Chrome's lane above the engine's, with what belongs together tied, and the first divergence through all lanes.
  drawObserved() {
    const {c} = this;
    for (const differs of [false, true]) {
      for (const o of this.observed) {
        if (Boolean(o.same) === differs || o.at < this.from - 1 || o.at > this.to) {
          continue;
        }
        const x = this.x(o.at);
        c.strokeStyle = c.fillStyle = o.same ? this.ink.good : this.ink.bad;
        if (o.engine && o.chrome) {
          c.globalAlpha = 0.45;
          c.fillRect(x - 0.5, laneTop.chrome + 10, 1, laneTop.engine - laneTop.chrome);
          c.globalAlpha = 1;
        }
        this.glyph(o, o.chrome, x, laneTop.chrome + 10);
        this.glyph(o, o.engine, x, laneTop.engine + 10);
      }
    }
    const first = this.rec.data.divergence;
    if (first >= this.from && first < this.to) {
      const x = this.x(first);
      c.fillStyle = this.ink.bad;
      c.fillRect(x - 0.75, laneTop.chrome - 2, 1.5, lanesHeight - laneTop.chrome);
      const text = 'first divergence';
      const width = c.measureText(text).width + 8;
      const left = x + width + 2 > this.width ? x - width - 1 : x + 1;
      c.fillRect(left, laneTop.chrome - 3, width, 13);
      c.fillStyle = this.ink.paper;
      c.fillText(text, left + 4, laneTop.chrome + 4);
    }
  }

  // glyph marks something observed: a square for a request, a circle for a lifecycle event, a diamond for a subtest; hollow where a side has nothing.
  glyph(o, has, x, y) {
    const {c} = this;
    c.beginPath();
    if (o.layer === 'wire') {
      c.rect(x - 3.5, y - 3.5, 7, 7);
    } else if (o.layer === 'lifecycle') {
      c.arc(x, y, 3.8, 0, 7);
    } else {
      c.moveTo(x, y - 5);
      c.lineTo(x + 5, y);
      c.lineTo(x, y + 5);
      c.lineTo(x - 5, y);
      c.closePath();
    }
    if (has) {
      c.fill();
    } else {
      c.lineWidth = 1;
      c.stroke();
    }
  }

  // under tells what stands at a point of the canvas: {text, event}.
  under(x, y) {
    const name = laneParts.map(([part]) => part).findLast((part) => y >= laneTop[part]);
    const i = this.event(x);
    const inside = (list) => list.find((s) => s.from <= i && i < s.to) || list.find((s) => Math.abs(this.x(s.from) - x) < 4);
    const nearestOf = (list, at) => {
      let best = null;
      for (const o of list) {
        const far = Math.abs(this.x(at(o)) - x);
        if (far < 6 && (best === null || far < Math.abs(this.x(at(best)) - x))) {
          best = o;
        }
      }
      return best;
    };
    let found = null;
    if (name === 'chrome' || name === 'engine') {
      found = nearestOf(this.observed, (o) => o.at);
      return found && {event: Math.max(0, found.event >= 0 ? found.event : Math.floor(found.at)),
        text: `${found.layer}${found.first ? ', first divergence' : ''}\nChrome: ${found.chrome || 'nothing'}\nengine: ${found.engine || 'nothing'}`};
    }
    if (name === 'documents') {
      found = inside(this.documents[Math.min(documentRows - 1, Math.floor((y - laneTop.documents) / 8.4))] || []);
    } else if (name === 'network') {
      found = inside(this.network[Math.min(networkRows - 1, Math.floor((y - laneTop.network) / 9))] || []);
    } else if (name === 'tasks') {
      found = inside(this.tasks);
    } else if (name === 'events') {
      found = nearestOf(this.events, (s) => s.from);
    }
    return found && {event: i, text: found.text};
  }
}

// rows lays spans into at most n rows, so that they do not cover each other while there is room.
function rows(spans, n) {
  const list = Array.from({length: n}, () => []);
  for (const s of spans) {
    const row = list.find((r) => r.length === 0 || r.at(-1).to <= s.from) || list[n - 1];
    row.push(s);
  }
  return list;
}

// niceStep is a round number not below n.
function niceStep(n) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  return [1, 2, 5, 10].map((f) => f * power).find((step) => step >= n) ?? 10 * power;
}
