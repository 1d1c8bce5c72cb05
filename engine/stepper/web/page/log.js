// log.js: the events of the run, one a line; only what is in view is in the page.

const logRow = 20; // pixels

// What a line is, and whether it is shown at first.
const logKinds = {
  steps: ['steps', true], gaps: ['missing and own', true], calls: ['calls', true], returns: ['returns', false], tasks: ['tasks', true], requests: ['requests', true],
  events: ['DOM events', true], lines: ['script lines', true], marks: ['marks', true],
};

// A Log is the list of the events that fit the filter.
class Log {
  constructor(rec) {
    this.rec = rec;
    this.kinds = new Set(Object.keys(logKinds).filter((name) => logKinds[name][1]));
    this.text = '';
    this.drawn = new Map();
    const requests = new Set();
    const events = new Set();
    rec.data.algorithms.forEach((a, n) => {
      if (rec.name(a) === 'Fetch: HTTP-network fetch') {
        requests.add(n + 1);
      } else if (rec.name(a) === 'DOM: dispatch') {
        events.add(n + 1);
      }
    });
    const names = Object.keys(logKinds);
    const number = (name) => names.indexOf(name);
    const byLetter = {s: 'steps', t: 'gaps', a: 'gaps', v: 'gaps', l: 'returns', q: 'tasks', k: 'tasks', m: 'marks', i: 'lines'};
    this.kindOf = Uint8Array.from({length: rec.length}, (_, i) => {
      const letter = rec.kind(i);
      const a = rec.algorithm[i];
      return number(letter !== 'e' ? byLetter[letter] : requests.has(a) ? 'requests' : events.has(a) ? 'events' : 'calls');
    });
    this.names = names;
    this.filter();
  }

  // filter finds the lines. Every word of the text has to stand somewhere in the line.
  filter() {
    const {rec} = this;
    const wanted = this.names.map((name) => this.kinds.has(name));
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = words.map((word) => this.matcher(word));
    const list = [];
    for (let i = 0; i < rec.length; i++) {
      if (wanted[this.kindOf[i]] && matches.every((m) => m(i))) {
        list.push(i);
      }
    }
    this.list = list;
  }

  // matcher looks a word up in each text once, not in each line.
  matcher(word) {
    const {rec} = this;
    const has = Uint8Array.from(rec.text, (text) => (text.toLowerCase().includes(word) ? 1 : 0));
    const inAlgorithm = rec.data.algorithms.map((a) => rec.name(a).toLowerCase().includes(word));
    const inStep = rec.data.algorithms.map((a) => new Map(a.steps.map(([n, summary]) => [n, has[n] || has[summary]])));
    return (i) => {
      const a = rec.algorithm[i] - 1;
      const s = rec.step[i];
      return a >= 0 && (inAlgorithm[a] || s !== 0 && Boolean(inStep[a].get(s))) || has[s] === 1 || has[rec.note[i]] === 1 || rec.kind(i) === 'i' && has[rec.lines.get(i)] === 1
        || rec.kind(i) === 'e' && rec.frames[rec.frame[i]].args.some((n) => has[n] === 1);
    };
  }

  // refresh draws the list anew, with the active event in view.
  refresh() {
    $('log-size').style.height = `${this.list.length * logRow}px`;
    for (const node of this.drawn.values()) {
      node.remove();
    }
    this.drawn.clear();
    $('log-count').textContent = `${this.list.length.toLocaleString('en')} of ${count(this.rec.length, 'event', 'events')}`;
    $('log-none').hidden = this.list.length > 0;
    this.follow(view.at);
    this.draw();
  }

  // row gives the line of event i, or of the last one before it that is shown.
  row(i) {
    return firstAtLeast(this.list, i + 1) - 1;
  }

  // follow scrolls to the line of event i. It asks for the layout, and so comes before what changes it.
  follow(i) {
    const box = $('log');
    const top = this.row(i) * logRow;
    if (top < box.scrollTop || top + logRow > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight / 2;
    }
    this.top = box.scrollTop;
    this.height = box.clientHeight;
  }

  draw() {
    const box = $('log');
    const from = Math.max(0, Math.floor(this.top / logRow) - 4);
    const to = Math.min(this.list.length, Math.ceil((this.top + this.height) / logRow) + 4);
    for (const [n, node] of this.drawn) {
      if (n < from || n >= to) {
        node.remove();
        this.drawn.delete(n);
      }
    }
    const active = this.row(view.at);
    for (let n = from; n < to; n++) {
      let node = this.drawn.get(n);
      if (node === undefined) {
        node = this.line(n);
        this.drawn.set(n, node);
        $('log-size').append(node);
      }
      node.setAttribute('aria-selected', n === active && this.list[n] === view.at);
    }
    if (this.drawn.has(active)) {
      box.setAttribute('aria-activedescendant', `log-${active}`);
    } else {
      box.removeAttribute('aria-activedescendant');
    }
  }

  line(n) {
    const {rec} = this;
    const i = this.list[n];
    const f = rec.frames[rec.frame[i]];
    const depth = f && rec.algorithm[i] > 0 ? Math.min(12, f.depth) : 0;
    const a = rec.algorithmOf(i);
    const node = h('div', {class: `line ${this.names[this.kindOf[i]]}`, role: 'option', id: `log-${n}`, 'aria-setsize': this.list.length, 'aria-posinset': n + 1, onclick: () => goTo(i)},
      h('span', {class: 'number'}, `#${i}`), h('span', {class: 'time'}, `${Math.round(rec.time[i] * 1000) / 1000} ms`),
      h('span', {class: `what in-${depth}`}, a && rec.kind(i) !== 'q' && rec.kind(i) !== 'k' || rec.kind(i) === 'i' ? shown(rec.nameAt(i), 'span', {class: 'name'}) : null,
        rec.step[i] !== 0 ? ` ${plain(rec.text[rec.step[i]])} ` : ' ', shown(rec.summary(i).slice(0, 400))));
    node.style.top = `${n * logRow}px`;
    return node;
  }
}
