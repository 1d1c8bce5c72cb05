// wire.js: requests of both sides, header by header.

const sameBit = 1;
const firstBit = 2;
const ignoredBit = 4;
const firstTag = () => h('span', {class: 'first-tag'}, 'first divergence');
const wireStep = 150; // rows drawn at a time

// A request as the page's data has it, unpacked.
function request(d, packed) {
  if (!packed) {
    return null;
  }
  const [method, url, status, length, hash, flags, ...headers] = packed;
  const fields = new Map();
  for (const i of headers) {
    const [, name, value] = /^(.*?)(?:: (.*))?$/s.exec(d.s[i]).map((part) => part ?? '');
    fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value);
  }
  return {method: d.s[method], url: d.s[url], status, length, hash: d.s[hash], aborted: (flags & 1) > 0, polled: (flags & 2) > 0, fields};
}

function short(url) {
  return url.replace(/^https?:\/\/web-platform\.test(:\d+)?/, '');
}

// Random tokens are numbered in each log by itself; by their numbers they do not differ.
const level = (text) => text.replace(/\{token-\d+\}/g, '{token}');

// wireBox gives the layer's list of requests.
function wireBox(d) {
  const rows = d.wire || [];
  const box = h('div', {});
  if (d.unseen) {
    box.append(h('p', {class: 'quiet'}, 'Not observed: another server than ours answered this test.'));
  }
  if (rows.length === 0) {
    if (!d.unseen) {
      box.append(h('p', {class: 'quiet'}, 'No requests were seen.'));
    }
    return box;
  }
  let from = 0;
  const more = h('button', {type: 'button'});
  const draw = () => {
    const to = Math.min(rows.length, from + wireStep);
    const part = document.createDocumentFragment();
    for (; from < to; from++) {
      part.append(wireRow(d, rows[from]));
    }
    box.insertBefore(part, more);
    more.hidden = from >= rows.length;
    more.textContent = `Show ${Math.min(wireStep, rows.length - from)} of ${count(rows.length - from, 'request', 'requests')} more`;
  };
  more.addEventListener('click', draw);
  box.append(more);
  draw();
  return box;
}

function wireRow(d, [ei, ci, flags, et, ct]) {
  const e = request(d, d.ew && d.ew[ei]);
  const c = request(d, d.cw && d.cw[ci]);
  const differs = !(flags & sameBit);
  const one = e || c;
  const who = !data.both ? '' : e && c ? (differs ? 'differ' : 'alike') : e ? 'engine only' : 'Chrome only';
  const times = et > 1 || ct > 1 ? ` (asked ${[et, ct].filter((n) => n > 0).join(' and ')} times)` : '';
  const status = (r) => (r.aborted ? 'aborted' : r.status || 'no answer');
  const statuses = e && c && status(e) !== status(c) ? `${status(e)} / ${status(c)}` : status(one);
  const row = h('details', {class: `wire${differs ? ' differs' : ''}`},
    h('summary', {}, h('span', {class: 'who'}, who),
      h('span', {class: 'url'}, flags & firstBit ? firstTag() : null, plain(`${one.method} `), shown(short(one.url)), times), h('span', {}, String(statuses))));
  const table = () => row.append(headerTable(e, c));
  if (differs) {
    row.open = true;
    table();
  } else {
    row.addEventListener('toggle', table, {once: true});
  }
  return row;
}

// headerTable sets two requests against each other.
function headerTable(e, c) {
  const both = e && c;
  const body = h('tbody', {});
  const line = (name, left, right, counts = true) => {
    if (left === undefined && right === undefined) {
      return;
    }
    const differs = both && counts && (left === undefined || right === undefined || level(left) !== level(right));
    const cell = (value) => (value === undefined ? h('td', {class: 'none'}, 'none') : h('td', {}, shown(value)));
    body.append(h('tr', {class: differs ? 'differs' : false}, h('th', {scope: 'row'}, differs ? `≠ ${plain(name)}` : plain(name)),
      e ? cell(left) : null, c ? cell(right) : null));
  };
  const of = (r, f) => (r ? f(r) : undefined);
  line('URL', of(e, (r) => r.url), of(c, (r) => r.url));
  const names = new Set([...(e ? e.fields.keys() : []), ...(c ? c.fields.keys() : [])]);
  for (const name of Array.from(names).sort()) {
    line(name, of(e, (r) => r.fields.get(name)), of(c, (r) => r.fields.get(name)));
  }
  const size = (r) => (r.length > 0 ? count(r.length, 'byte', 'bytes') : undefined);
  line('(body)', of(e, size), of(c, size));
  line('(body’s hash)', of(e, (r) => r.hash || undefined), of(c, (r) => r.hash || undefined), false);
  const polled = (e || c).polled;
  line('(answer)', of(e, answer), of(c, answer), !polled);
  return h('table', {class: 'headers'},
    h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Header'), e ? h('th', {scope: 'col'}, 'Engine') : null, c ? h('th', {scope: 'col'}, 'Chrome') : null)), body);
}

const answer = (r) => (r.aborted ? 'aborted' : r.status ? String(r.status) : 'none');
