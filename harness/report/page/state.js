// state.js: what is looked at, as the address says it.

// A state: text, classes ("differs", "all" or a list), directory, layer,
// expectation, cause (by its place), and the test that is open.
const initial = () => ({text: '', classes: '', dir: '', layer: '', expect: '', cause: '', test: ''});
let state = initial();

const stateNames = {text: 'q', classes: 'class', dir: 'dir', layer: 'layer', expect: 'results', cause: 'cause', test: 'test'};

function readState() {
  const p = new URLSearchParams(location.hash.slice(1));
  const s = initial();
  for (const [key, name] of Object.entries(stateNames)) {
    s[key] = p.get(name) || '';
  }
  const known = new Set(['differs', 'all', ...data.classes.map((c) => c.name)]);
  s.classes = s.classes.split(',').filter((c) => known.has(c)).join(',');
  if (!layers.includes(s.layer)) {
    s.layer = '';
  }
  if (!['unexpected', 'expected'].includes(s.expect)) {
    s.expect = '';
  }
  if (!/^\d{1,6}$/.test(s.cause)) {
    s.cause = '';
  }
  return s;
}

function address(s) {
  const p = new URLSearchParams();
  for (const [key, name] of Object.entries(stateNames)) {
    if (s[key]) {
      p.set(name, s[key]);
    }
  }
  const text = p.toString();
  return text ? `#${text}` : '#';
}

// go changes the state; a new entry of the history lets "back" undo it.
function go(changes, {replace = false} = {}) {
  const before = address(state);
  state = {...state, ...changes};
  const after = address(state);
  if (after !== before) {
    if (!replace) {
      history.replaceState({...history.state, scroll: scrollY}, '');
    }
    history[replace ? 'replaceState' : 'pushState']({scroll: replace ? scrollY : 0}, '', after);
  }
  render();
}

// filtered lists what fits: -1-t for a test, r for a row, each test before its rows.
function filtered(s) {
  const classes = s.classes || (data.loud ? 'differs' : 'all');
  const word = s.text.trim().toLowerCase();
  const chosen = data.classes.map((c) => (classes === 'all' ? true : classes === 'differs' ? c.loud : classes.split(',').includes(c.name)));
  const layer = s.layer ? 1 << layers.indexOf(s.layer) : 0;
  const below = `${s.dir}/`;
  const byDirectory = new Map(); // of strings' indices
  const items = [];
  const kinds = new Array(data.classes.length).fill(0);
  let tests = 0;
  let rows = 0;
  const cause = s.cause === '' ? -1 : Number(s.cause);
  const unexpected = s.expect === 'unexpected';
  for (let t = 0; t < data.tests.length; t++) {
    const [, dir, , , first, n] = data.tests[t];
    if (s.dir) {
      let inside = byDirectory.get(dir);
      if (inside === undefined) {
        inside = data.s[dir] === s.dir || data.s[dir].startsWith(below);
        byDirectory.set(dir, inside);
      }
      if (!inside) {
        continue;
      }
    }
    if (layer && !(data.layerMask[t] & layer)) {
      continue;
    }
    const named = word === '' || data.urlText[t].includes(word);
    const head = items.length;
    items.push(-1 - t);
    for (let r = first; r < first + n; r++) {
      if (s.expect && (unexpected ? data.x[r] >= 0 : data.x[r] <= 0)) {
        continue;
      }
      if (cause >= 0 && data.g[r] !== cause) {
        continue;
      }
      if (!named && !data.rowText[r].includes(word)) {
        continue;
      }
      kinds[data.class[r]]++;
      if (chosen[data.class[r]] || classes === 'differs' && data.x[r] !== 0) {
        items.push(r);
      }
    }
    const found = items.length - head - 1;
    const byLayer = (classes === 'differs' || classes === 'all') && !s.expect && cause < 0 && named && data.layerMask[t];
    if (found === 0 && !byLayer) {
      items.pop();
      continue;
    }
    tests++;
    rows += found;
  }
  return {items, tests, rows, kinds};
}
