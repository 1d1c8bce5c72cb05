// breakpoints.js: breakpoints, each as the list of all stops at which it holds; as engine/stepper/breakpoint.go has them.

const eventOf = (rec, algorithm, fits) => rec.enters.filter((i) => {
  const a = rec.algorithmOf(i);
  return a && `${a.standard}: ${a.name}` === algorithm && fits(rec.args(i)[0]);
});

// Kinds of breakpoints by their first word: the events that they wait for.
const breakKinds = {
  request: (rec, text) => eventOf(rec, 'Fetch: HTTP-network fetch', (arg) => arg !== undefined && arg.includes(text)),
  event: (rec, text) => eventOf(rec, 'DOM: dispatch', (arg) => arg === text),
  line: (rec, text) => {
    const [, at, , condition] = /^(.*?)( if (.*))?$/s.exec(text);
    const [, file, line] = /^(.+):(\d+)$/.exec(at.trim()) || [];
    if (file === undefined) {
      throw new Error(`break line ${JSON.stringify(at)}: want FILE:LINE`);
    }
    const f = condition === undefined ? null : compile(rec, condition);
    return atLine(rec, file, Number(line)).filter((i) => f === null || tried(f, i) === true);
  },
};

// atLine gives the events at a line of a script, or at the next at which a statement begins; where the lines of the script are not
// recorded those at which it calls into the standards.
function atLine(rec, file, line) {
  const isFile = (url) => [url, url.split('?')[0]].includes(file) || url.split('?')[0].endsWith(`/${file.replace(/^\//, '')}`);
  const scripts = (rec.data.scripts || []).filter((s) => isFile(s.url));
  if (scripts.length === 0) {
    const text = `${file}:${line}`;
    return Array.from(rec.script).filter(([i, lines]) => rec.kind(i) === 'e' && lines.some((n) => scriptAt(rec.text[n], text))).map(([i]) => i);
  }
  const next = Math.min(...scripts.flatMap((s) => s.lines.filter((l) => l >= line)));
  if (next === Infinity) {
    throw new Error(`no statement begins in ${file} at line ${line} or after it`);
  }
  return Array.from(rec.lines.keys()).filter((i) => {
    const [, url, n] = /^(.*):(\d+)$/s.exec(rec.text[rec.note[i]]) || [];
    return url !== undefined && Number(n) === next && isFile(url);
  });
}

// scriptAt reports whether a script frame, "name (file:line:column)", stands at "FILE:LINE". FILE may be the end of the file's URL.
function scriptAt(frame, want) {
  let at = frame;
  const open = at.lastIndexOf(' (');
  if (open >= 0) {
    at = at.slice(open + 2).replace(/\)$/, '');
  }
  at = at.replace(/^(.*:\d+):\d+$/s, '$1');
  return at === want || at.endsWith(`/${want.replace(/^\//, '')}`);
}

// hits gives the stops at which the breakpoint holds. It throws where the text is not understood.
function hits(rec, text) {
  const [, word, rest] = /^(\S*)\s*(.*)$/s.exec(text.trim());
  if (word === '') {
    throw new Error('break at what? ALGORITHM[#STEP], request TEXT, event TYPE, line FILE:LINE, if EXPR or watch EXPR');
  }
  if (rest !== '' && (word === 'if' || word === 'watch')) {
    return (word === 'if' ? conditionHits : watchHits)(rec, rest);
  }
  if (rest !== '' && breakKinds[word] && !(word === 'event' && named(rec, text.trim()).length > 0)) {
    return nextStops(rec, breakKinds[word](rec, rest));
  }
  return algorithmHits(rec, text.trim());
}

// nextStops gives for each event the stop at which it is seen.
function nextStops(rec, events) {
  const list = events.map((i) => rec.stops[firstAtLeast(rec.stops, i)]);
  return list.filter((stop, n) => stop !== undefined && stop !== list[n - 1]);
}

// named gives the indices, from 1, of the algorithms that a user's word means.
function named(rec, typed) {
  const word = typed.toLowerCase();
  const found = [];
  rec.data.algorithms.forEach((a, n) => {
    const anchor = a.url.slice(a.url.indexOf('#') + 1);
    const is = typed.startsWith('#') ? typed.slice(1) === anchor
      : word.replaceAll(' ', '-') === anchor.toLowerCase() || [a.name, rec.name(a), `${a.standard} ${a.name}`].some((name) => name.toLowerCase() === word);
    if (is) {
      found.push(n + 1);
    }
  });
  return found;
}

function algorithmHits(rec, text) {
  const cut = text.lastIndexOf('#');
  const name = cut > 0 ? text.slice(0, cut).trim() : text;
  const step = cut > 0 ? text.slice(cut + 1).trim().replace(/^step /, '') : '';
  const algorithms = new Set(named(rec, name));
  if (algorithms.size === 0) {
    throw new Error(`this recording has no algorithm ${JSON.stringify(name)}; ${nearest(name, rec.data.algorithms.map((a) => a.name))}`);
  }
  const found = rec.stops.filter((i) => algorithms.has(rec.algorithm[i]) && rec.kind(i) !== 'i'
    && (step === '' ? rec.frames[rec.frame[i]].stops[0] === i : rec.text[rec.step[i]] === step));
  const numbers = Array.from(algorithms).flatMap((n) => rec.data.algorithms[n - 1].steps.map(([number]) => rec.text[number]));
  if (found.length === 0 && step !== '' && !numbers.includes(step)) {
    throw new Error(`${name} has no step ${JSON.stringify(step)}; ${nearest(step, numbers)}`);
  }
  return found;
}

// nearest names what is like a text that was not found.
function nearest(text, known) {
  const word = text.toLowerCase();
  const far = (name) => {
    const lower = name.toLowerCase();
    const d = distance(word, lower);
    return lower.includes(word) ? Math.min(d, 1 + (lower.length - word.length) / 8) : d;
  };
  const best = Array.from(new Set(known)).sort((a, b) => far(a) - far(b) || (a < b ? -1 : 1)).slice(0, 3);
  return `nearest: ${best.map((name) => JSON.stringify(name)).join(', ')}`;
}

// distance is Levenshtein's.
function distance(a, b) {
  let row = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

// A list of breakpoints, and what they make of "continue".
class Breakpoints {
  constructor() {
    this.list = []; // {id, text, hits}
    this.lastID = 0;
  }

  add(text, found) {
    this.lastID++;
    this.list.push({id: this.lastID, text, hits: found});
  }

  remove(id) {
    this.list = this.list.filter((b) => b.id !== id);
  }

  // after and before give the next, and the last, stop at which one holds; -1 for none.
  after(at) {
    return this.list.reduce((best, b) => {
      const i = b.hits[firstAtLeast(b.hits, at + 1)] ?? -1;
      return best < 0 || i >= 0 && i < best ? i : best;
    }, -1);
  }

  before(at) {
    return this.list.reduce((best, b) => Math.max(best, b.hits[firstAtLeast(b.hits, at) - 1] ?? -1), -1);
  }

  // holding names the breakpoints that hold at a stop.
  holding(at) {
    return this.list.filter((b) => b.hits[firstAtLeast(b.hits, at)] === at);
  }
}
