// tabs.js: the parts of the world that share one place in the page.

const bytesOf = (n) => Number(n) || 0;
const bytes = (n) => count(bytesOf(n), 'byte', 'bytes');

// Every tab gives the parts that the panel is to show; parts of that key which stay the same stay in the page.
const tabNodes = new Nodes();

// tableOf gives a table. Its rows are made of what makes gives for each item; makes is called where the item, or what else its row is made of, is new.
function tableOf(label, heads, rows) {
  const table = tabNodes.node(`table ${label}`, [], () => h('table', {'aria-label': plain(label)}, h('thead', {}, h('tr', {}, heads.map((name) => h('th', {scope: 'col'}, name)))), h('tbody', {})));
  arrange(table.lastChild, rows.map(([key, parts, make]) => tabNodes.node(`row ${label} ${key}`, parts, make)));
  return table;
}

const row = (attributes, ...cells) => h('tr', attributes, cells.map((c) => h('td', {}, c)));
const heading = (...parts) => tabNodes.node(`heading ${parts.join('')}`, [], () => h('h3', {}, ...parts.map((part) => shown(part))));
const nothing = (of) => tabNodes.node(`none ${of}`, [], () => none());
const own = (key) => plain(String(key || '').replace('document/', '#'));

const states = ['pending', 'sent', 'aborted'];

function deferredTab(rec, i, state) {
  const records = keysOf(state, 'deferred/').map((key) => [key, [state.get(key)], () => {
    const r = state.get(key);
    return row({class: `state-${states.includes(r.state) ? r.state : 'other'}`}, plain(key.slice('deferred/'.length)), plain(String(r.state)), shown(`${r.method} ${shorter(String(r.url))}`), bytes(r.length), own(r.document));
  }]);
  const counts = keysOf(state, 'deferredCounts/').map((key) => tabNodes.node(key, [state.get(key)], () => {
    const c = state.get(key);
    return h('p', {}, `#${plain(key.slice('deferredCounts/'.length))}: ${bytesOf(c.pending)} pending (${bytes(c.bytes)}), ${bytesOf(c.sent)} sent, ${bytesOf(c.aborted)} aborted`);
  }));
  return [heading('Deferred fetches'), records.length > 0 ? tableOf('Deferred fetches', ['', 'State', 'Request', 'Length', 'Document'], records) : counts.length > 0 ? null : nothing('deferred'),
    counts, heading('Quotas'), quotas(state)];
}

function quotas(state) {
  const list = keysOf(state, 'quota/').map((key) => tabNodes.node(key, [state.get(key)], () => quota(state.get(key))));
  return list.length > 0 ? list : nothing('quota');
}

function quota(q) {
  const used = q.quota > 0 ? Math.max(0, Math.min(1, 1 - bytesOf(q.left) / q.quota)) : 0;
  const parts = [h('div', {class: 'quota'}, h('span', {class: 'number'}, plain(String(q.document).replace('document/', '#'))), ' ', shown(shorter(String(q.control || ''))),
    h('meter', {min: 0, max: 1, value: used, 'aria-label': `${Math.round(used * 100)} % used`}), ` ${bytes(q.left)} of ${bytes(q.quota)} left`),
  h('p', {class: 'quiet'}, plain(String(q.why || '')))];
  for (const o of q.reportingOrigins || []) {
    parts.push(h('p', {}, 'for ', shown(String(o.origin)), `: ${bytes(o.pending)} pending, ${bytes(o.left)} left`));
  }
  for (const d of q.documents || []) {
    for (const r of d.records || []) {
      const p = r.parts || {};
      parts.push(h('p', {}, `record ${bytesOf(r.number)} `, shown(`${r.method} ${shorter(String(r.url))}`), `: ${bytes(r.length)} (URL ${bytesOf(p.url)}, referrer ${bytesOf(p.referrer)}, headers ${bytesOf(p.headers)}, body ${bytesOf(p.body)})`,
        r.file ? [', queued at ', shown(`${shorter(String(r.file))}:${r.line}`)] : null));
    }
    for (const c of d.containers || []) {
      if (c.reserved > 0) {
        parts.push(h('p', {}, 'the container of ', shown(shorter(String(c.document))), ` has reserved ${bytes(c.reserved)} for `, shown(String(c.reservedFor || ''))));
      }
    }
  }
  return h('div', {}, parts);
}

function historyTab(rec, i, state) {
  const list = keysOf(state, 'history/').map((key) => {
    const id = key.slice('history/'.length);
    const n = state.get(`navigable/${id}`) || {};
    const entries = state.get(key);
    return tabNodes.node(key, [entries, n.currentStep, n.traversalQueue], () => historyOf(id, n, entries || []));
  });
  return list.length > 0 ? list : nothing('history');
}

function historyOf(id, n, entries) {
  const step = n.currentStep ?? 0;
  const rows = entries.map((e) => row({class: e.step === step ? 'current' : '', 'aria-current': e.step === step ? 'step' : false},
    e.step < 0 ? 'pending' : plain(String(e.step)), shown(String(e.navigable)), shown(shorter(String(e.url))), e.document ? own(e.document) : 'none'));
  return h('div', {}, h('h3', {}, shown(id), ` at step ${plain(String(step))}`, n.traversalQueue > 0 ? `, ${plain(String(n.traversalQueue))} in the traversal queue` : ''),
    h('table', {'aria-label': `Session history of ${plain(id)}`}, h('thead', {}, h('tr', {}, ['Step', 'Navigable', 'URL', 'Document'].map((name) => h('th', {scope: 'col'}, name)))), h('tbody', {}, rows)));
}

function loopTab(rec, i, state) {
  const queue = (state.get('queue') || []).map((t, n) => [n, [t], () => row({}, plain(String(t.source)), own(t.document), t.waits ? 'waits: not fully active' : '', shown(String(t.cause || '')))]);
  const now = rec.time[i];
  const timers = (state.get('timers') || []).map((t, n) => [n, [t, now], () => row({}, `${bytesOf(t.due)} ms`, t.due > now ? `in ${Math.round((t.due - now) * 1000) / 1000} ms` : 'due', shown(String(t.cause || '')))]);
  const ways = keysOf(state, 'document/').flatMap((key) => (state.get(key).fetches || []).map((f, n) => [`${key} ${n}`, [f], () => row({}, shown(shorter(f)), own(key))]));
  return [heading('Tasks that wait'), queue.length > 0 ? tableOf('Tasks', ['Source', 'Document', '', 'Queued by'], queue) : nothing('queue'),
    heading('Timers'), timers.length > 0 ? tableOf('Timers', ['Due', '', 'Set by'], timers) : nothing('timers'),
    heading('Requests on their way'), ways.length > 0 ? tableOf('Requests', ['Request', 'Document'], ways) : nothing('ways')];
}

// storageTab shows cookies and storage areas.
function storageTab(rec, i, state) {
  const cookies = (state.get('cookies') || []).map((c, n) => [n, [c], () => row({}, shown(String(c)))]);
  const items = new Map();
  for (const key of keysOf(state, 'item/')) {
    const item = state.get(key);
    addTo(items, item.area, [key, [item], () => row({}, shown(String(item.key)), shown(String(item.value)))]);
  }
  const areas = keysOf(state, 'storage/').map((key) => {
    const list = (items.get(key) || []).slice(0, valueItems);
    const more = state.get(key).length - list.length;
    return [heading(key.slice('storage/'.length)), tableOf(key, ['Key', 'Value'], list), more > 0 && tabNodes.node(`more ${key}`, [more], () => moreOf(more, 'item', 'items'))];
  });
  return [heading('Cookies'), cookies.length > 0 ? tableOf('Cookies', ['name=value; domain; path'], cookies) : nothing('cookies'), areas.length > 0 ? areas : [heading('Storage'), nothing('storage')]];
}

const moreOf = (n, one, many) => h('p', {class: 'quiet'}, `${count(n, one, many)} more`);

// What of the state is unfolded, by its path, as the user left it.
const unfolded = new Map();

// stateTab shows every object as the recording has it: the event's document, unfolded, then all of them by what they are.
function stateTab(rec, i, state) {
  const at = rec.text[rec.document[i]];
  const kinds = new Map();
  for (const key of state.keys()) {
    addTo(kinds, key.slice(0, key.indexOf('/') + 1), key);
  }
  const parts = state.has(at) ? [part(`own ${at}`, 'own', at, state.get(at), true)] : [];
  for (const kind of Array.from(kinds.keys()).sort()) {
    parts.push(...kind === '' ? kinds.get(kind).map((key) => part(key, key, key, state.get(key))) : [kindOfState(kind, state)]);
  }
  return parts.length > 0 ? parts : nothing('state');
}

// part is an object of the state; path says where what is unfolded in it is kept.
function part(key, path, name, v, open = false) {
  if (!folds(v)) {
    return tabNodes.node(key, [v], () => value(path, name, v));
  }
  const fold = tabNodes.node(key, ['fold'], () => new Fold(path, name).element);
  foldOf.get(fold).show(v, open);
  return fold;
}

// kindOfState has the objects whose keys begin with kind.
function kindOfState(kind, state) {
  const keys = keysOf(state, kind);
  const element = tabNodes.node(`kind ${kind}`, [], () => {
    const size = h('span', {});
    const fold = h('details', {class: 'value', open: unfolded.get(kind) ?? false}, h('summary', {}, h('span', {class: 'name'}, shown(kind.slice(0, -1))), size));
    fold.addEventListener('toggle', () => {
      if (fold.open !== (unfolded.get(kind) ?? false)) {
        unfolded.set(kind, fold.open);
        redraw();
      }
    });
    return fold;
  });
  const text = ` {${keys.length}}`;
  const size = element.firstChild.lastChild;
  if (size.textContent !== text) {
    size.textContent = text;
  }
  arrange(element, [element.firstChild, ...element.open ? keys.map((key) => part(key, key, key, state.get(key))) : []]);
  return element;
}

const valueItems = 200; // items of a list that are drawn
const folds = (v) => v !== null && typeof v === 'object';
const foldOf = new WeakMap(); // by its element

// A Fold shows an object or a list under its name, and what is in it when it is unfolded: so most of the state costs a line each, which stays as it is
// when what it hides is another.
class Fold {
  constructor(path, name) {
    this.path = path;
    this.size = h('span', {});
    this.element = h('details', {class: 'value'}, h('summary', {}, h('span', {class: 'name'}, shown(String(name))), this.size));
    foldOf.set(this.element, this);
    this.element.addEventListener('toggle', () => {
      if (this.element.open !== this.wanted()) {
        unfolded.set(this.path, this.element.open);
      }
      this.fillIn();
    });
  }

  wanted() {
    return unfolded.get(this.path) ?? this.byDefault;
  }

  // show shows a value, unfolded by default or not.
  show(v, byDefault = false) {
    this.byDefault = byDefault;
    if (v !== this.v) {
      this.v = v;
      const text = Array.isArray(v) ? ` [${v.length}]` : ` {${Object.keys(v).length}}`;
      if (this.size.textContent !== text) {
        this.size.textContent = text;
      }
    }
    if (this.element.open !== this.wanted()) {
      this.element.open = this.wanted();
    }
    this.fillIn();
    return this.element;
  }

  fillIn() {
    if (!this.element.open || this.filled === this.v) {
      return;
    }
    this.filled = this.v;
    const entries = Object.entries(this.v);
    const parts = entries.slice(0, valueItems).map(([key, item]) => value(`${this.path}\n${key}`, key, item));
    if (entries.length > valueItems) {
      parts.push(moreOf(entries.length - valueItems, 'item', 'items'));
    }
    this.element.replaceChildren(this.element.firstChild, ...parts);
  }
}

// value shows JSON as a tree. path says where in the state it stands.
function value(path, name, v) {
  return folds(v) ? new Fold(path, name).show(v) : h('div', {class: 'value'}, h('span', {class: 'name'}, shown(String(name))), ': ', shown(JSON.stringify(v) ?? 'null'));
}

// observedTab sets what was seen of the engine and of Chrome side by side.
function observedTab(rec, i) {
  const list = rec.data.observed || [];
  if (list.length === 0) {
    return tabNodes.node('nothing', [], () => none('The trace says nothing of Chrome. “exeunt run --trace” with both browsers, or “exeunt step --divergence”, sets them side by side.'));
  }
  const rows = list.slice(0, observedRows).map((o, n) => [n, [o, o.event === i], () => h('tr', {class: o.same ? '' : 'differs', 'aria-current': o.event === i ? 'true' : false},
    h('td', {}, o.first ? h('span', {class: 'first-tag'}, 'first') : null, plain(o.layer)),
    h('td', {}, o.event >= 0 ? place(o.event, shown(shorter(o.engine || '–'))) : shown(shorter(o.engine || '–'))), h('td', {}, shown(shorter(o.chrome || '–'))))]);
  const more = list.length - rows.length;
  return [tabNodes.node('why', [], () => h('p', {}, shown(rec.data.why))), tableOf('Engine and Chrome', ['Layer', 'Engine', 'Chrome'], rows), more > 0 && tabNodes.node('more', [], () => moreOf(more, 'row', 'rows'))];
}

const observedRows = 500; // that are drawn

const tabs = {
  deferred: ['Deferred', deferredTab], history: ['History', historyTab], loop: ['Loop', loopTab], storage: ['Storage', storageTab],
  observed: ['Chrome', observedTab], state: ['State', stateTab], breaks: ['Breaks', null],
};
