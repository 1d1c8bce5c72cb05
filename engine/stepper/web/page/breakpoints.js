// breakpoints.js: breakpoints, each as the list of all stops at which it holds; as engine/stepper/breakpoint.go has them.

const eventOf = (rec, algorithm, fits) => rec.enters.filter((i) => {
  const a = rec.algorithmOf(i);
  return a && `${a.standard}: ${a.name}` === algorithm && fits(rec.args(i)[0]);
});

// Kinds of breakpoints by their first word: the events that they wait for, and a note that a user should know of.
const breakKinds = {
  request: (rec, text) => ({events: eventOf(rec, 'Fetch: HTTP-network fetch', (arg) => arg !== undefined && arg.includes(text))}),
  event: (rec, text) => ({events: eventOf(rec, 'DOM: dispatch', (arg) => arg === text)}),
  line: (rec, text) => {
    const [, at, conditional, rest] = /^(.*?)( if (.*))?$/s.exec(text);
    const [, file, line] = /^(.+):(\d+)$/s.exec(at.trim()) || [];
    if (file === undefined) {
      throw new Error(`break line ${JSON.stringify(at.trim())}: want FILE:LINE, as in "break line page.html:12"`);
    }
    const found = atLine(rec, file, Number(line));
    if (conditional === undefined) {
      return found;
    }
    const f = condition(rec, rest.trim());
    return {...found, events: found.events.filter((i, n) => tried(f, i, found.recorded ? n + 1 : 0) === true)};
  },
};

// atLine gives the events at a line of a script, or at the next at which a statement begins; where the lines of the script are not
// recorded those at which it calls into the standards.
function atLine(rec, file, line) {
  const isFile = (url) => [url, url.split('?')[0]].includes(file) || url.split('?')[0].endsWith(`/${file.replace(/^\//, '')}`);
  const scripts = (rec.data.scripts || []).filter((s) => isFile(s.url));
  if (scripts.length === 0) {
    const text = `${file}:${line}`;
    return {recorded: false, note: 'where it calls into the standards; the lines of this script are not recorded, see step --lines',
      events: Array.from(rec.script).filter(([i, lines]) => rec.kind(i) === 'e' && lines.some((n) => scriptAt(rec.text[n], text))).map(([i]) => i)};
  }
  let next = Infinity;
  for (const s of scripts) {
    next = s.lines.reduce((best, l) => (l >= line && l < best ? l : best), next);
  }
  if (next === Infinity) {
    throw new Error(`no statement begins in ${file} at line ${line} or after it`);
  }
  return {recorded: true, note: next === line ? '' : `at line ${next}, where the next statement begins`, events: Array.from(rec.lines.keys()).filter((i) => {
    const [, url, n] = /^(.*):(\d+)$/s.exec(rec.text[rec.note[i]]) || [];
    return url !== undefined && Number(n) === next && isFile(url);
  })};
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

// understand finds out what the text of a breakpoint means: {hits, note, algorithms, step}. hits are the stops at which it holds; algorithms and step say
// where it stands in an algorithm's text. It throws where the text is not understood.
function understand(rec, given) {
  const text = given.trim();
  const [, word, rest] = /^(\S*)\s*(.*)$/s.exec(text);
  if (word === '') {
    throw new Error('break at what? ALGORITHM[#STEP], request TEXT, event TYPE, line FILE:LINE, if EXPR or watch EXPR, as in "break unload a document#19"');
  }
  if (word === 'if' || word === 'watch') {
    return {hits: (word === 'if' ? conditionHits : watchHits)(rec, rest), note: ''};
  }
  if (rest !== '' && Object.hasOwn(breakKinds, word) && !(word === 'event' && isAlgorithm(rec, text))) {
    const {events, note = ''} = breakKinds[word](rec, rest);
    return {hits: nextStops(rec, events), note};
  }
  return atAlgorithm(rec, text);
}

const hits = (rec, text) => understand(rec, text).hits;

// nextStops gives for each event the stop at which it is seen.
function nextStops(rec, events) {
  const list = events.map((i) => rec.stops[firstAtLeast(rec.stops, i)]);
  return list.filter((stop, n) => stop !== undefined && stop !== list[n - 1]);
}

// means reports whether a user's word means an algorithm.
function means(typed, standard, name, anchor) {
  if (typed.startsWith('#')) {
    return typed.slice(1) === anchor;
  }
  const word = typed.toLowerCase();
  return word.replaceAll(' ', '-') === anchor.toLowerCase() || [name, `${standard}: ${name}`, `${standard} ${name}`].some((is) => is.toLowerCase() === word);
}

const isAlgorithm = (rec, text) => {
  try {
    atAlgorithm(rec, text);
    return true;
  } catch {
    return false;
  }
};

// atAlgorithm understands ALGORITHM[#STEP].
function atAlgorithm(rec, text) {
  const cut = text.lastIndexOf('#');
  const name = cut > 0 ? text.slice(0, cut).trim() : text;
  const step = cut > 0 ? text.slice(cut + 1).trim().replace(/^step /, '') : '';
  const list = rec.data.algorithms.map((a, n) => ({number: n + 1, a})).filter(({a}) => means(name, a.standard, a.name, a.url.slice(a.url.indexOf('#') + 1)));
  const holds = (i, number) => rec.algorithm[i] === number && rec.kind(i) !== 'i' && (step === '' ? rec.frames[rec.frame[i]].stops[0] === i : rec.text[rec.step[i]] === step);
  const numbers = (a) => a.steps.map(([n]) => rec.text[n]);
  const algorithms = new Set(list.filter(({number, a}) => step === '' || numbers(a).includes(step) || rec.stops.some((i) => holds(i, number))).map(({number}) => number));
  if (algorithms.size > 0) {
    return {hits: rec.stops.filter((i) => algorithms.has(rec.algorithm[i]) && holds(i, rec.algorithm[i])), note: '', algorithms, step};
  }
  if (list.length > 0) {
    throw new Error(`${rec.name(list[0].a)} has no step ${JSON.stringify(step)}; ${nearest(step, numbers(list[0].a))}`);
  }
  const catalogue = rec.data.catalogue || [];
  const known = catalogue.find(([standard, called, anchor]) => means(name, standard, called, anchor));
  if (known === undefined) {
    throw new Error(`unknown algorithm ${JSON.stringify(name)}; ${nearest(name, catalogue.flatMap(([, called, anchor]) => [called, anchor.replaceAll('-', ' ')].filter((words) => words === called || words.startsWith(`${called} `))))}`);
  }
  const steps = known[3].split(' ').filter(Boolean);
  if (step !== '' && steps.length > 0 && !steps.includes(step)) {
    throw new Error(`${known[0]}: ${known[1]} has no step ${JSON.stringify(step)}; ${nearest(step, steps)}`);
  }
  return {hits: [], note: 'this run does not come there', algorithms, step};
}

// nearest names what is like a text that was not found.
function nearest(text, known) {
  const word = text.toLowerCase();
  const far = (name) => {
    const lower = name.toLowerCase();
    const d = distance(word, lower);
    return lower.includes(word) ? Math.min(d, 1 + (lower.length - word.length) / 8) : d;
  };
  const best = Array.from(new Set(known), (name) => [far(name), name]).sort(([d, a], [e, b]) => d - e || (a < b ? -1 : 1)).slice(0, 3);
  return `nearest: ${best.map(([, name]) => JSON.stringify(name)).join(', ')}`;
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
    this.list = []; // {id, text} and what understand gives
    this.lastID = 0;
  }

  add(text, found) {
    this.lastID++;
    this.list.push({id: this.lastID, text, ...found});
  }

  // at gives the first one at that step of an algorithm, by its number from 1; with step "" at its first one.
  at(algorithm, step) {
    return this.list.find((b) => b.step === step && b.algorithms !== undefined && b.algorithms.has(algorithm));
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
