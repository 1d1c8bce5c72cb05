// data.js: what the page knows of the run.

let data = null; // the index; see html_data.go for its form
const layers = ['wire', 'lifecycle', 'subtests'];
const chunks = new Map();

// text gives a string of a table without the mark of what was cut off it.
function textOf(table, cuts, i) {
  if (i < 0) {
    return '';
  }
  return cuts && cuts[i] ? table[i].slice(0, table[i].lastIndexOf('\0')) : table[i];
}

const str = (i) => textOf(data.s, data.cut, i);
const cutOf = (i) => (data.cut && data.cut[i]) || 0;

async function loadIndex() {
  data = await unpack('index');
  const tests = data.tests.length;
  data.layerMask = new Uint8Array(tests);
  data.divergences = new Map();
  for (const [test, layer, engine, chrome] of data.div) {
    data.layerMask[test] |= 1 << layer;
    if (!data.divergences.has(test)) {
      data.divergences.set(test, []);
    }
    data.divergences.get(test).push({layer, engine, chrome});
  }
  data.byURL = new Map();
  data.urlText = new Array(tests);
  data.rowText = new Array(data.name.length);
  data.testOf = new Int32Array(data.name.length);
  const lower = new Array(data.s.length);
  const low = (i) => (i < 0 ? '' : lower[i] ?? (lower[i] = str(i).toLowerCase()));
  data.tests.forEach(([url, , , , first, rows], t) => {
    data.byURL.set(data.s[url], t);
    data.urlText[t] = low(url);
    for (let r = first; r < first + rows; r++) {
      data.testOf[r] = t;
      const messages = data.em[r] < 0 && data.cm[r] < 0 ? '' : `\n${low(data.em[r])}\n${low(data.cm[r])}`;
      data.rowText[r] = low(data.name[r]) + messages;
    }
  });
}

// details gives the details of a test, or null if the file has none.
async function details(t) {
  const [, , chunk, place] = data.tests[t];
  if (chunk < 0) {
    return null;
  }
  if (!chunks.has(chunk)) {
    if (chunks.size > 8) {
      chunks.delete(chunks.keys().next().value);
    }
    chunks.set(chunk, unpack(`chunk-${chunk}`));
  }
  const c = await chunks.get(chunk);
  return {s: c.s, ...c.tests[place]};
}
