// tabs.js: the parts of the world that share one place in the page.

const bytes = (n) => count(Number(n) || 0, 'byte', 'bytes');

function tableOf(label, heads, rows) {
  return h('table', {'aria-label': label}, h('thead', {}, h('tr', {}, heads.map((name) => h('th', {scope: 'col'}, name)))), h('tbody', {}, rows));
}

const row = (attributes, ...cells) => h('tr', attributes, cells.map((c) => h('td', {}, c)));

function deferredTab(rec, i, state) {
  const records = keysOf(state, 'deferred/').map((key) => {
    const r = state.get(key);
    return row({class: `state-${r.state === 'pending' || r.state === 'sent' || r.state === 'aborted' ? r.state : 'other'}`}, plain(key.slice('deferred/'.length)), plain(String(r.state)), shown(`${r.method} ${shorter(String(r.url))}`), bytes(r.length),
      plain(String(r.document).replace('document/', '#')));
  });
  const counts = keysOf(state, 'deferredCounts/').map((key) => {
    const c = state.get(key);
    return h('p', {}, `#${plain(key.slice('deferredCounts/'.length))}: ${c.pending} pending (${bytes(c.bytes)}), ${c.sent} sent, ${c.aborted} aborted`);
  });
  return [h('h3', {}, 'Deferred fetches'), records.length > 0 ? tableOf('Deferred fetches', ['', 'State', 'Request', 'Length', 'Document'], records) : counts.length > 0 ? null : none(),
    counts, h('h3', {}, 'Quotas'), quotas(state)];
}

function quotas(state) {
  const list = keysOf(state, 'quota/').map((key) => {
    const q = state.get(key);
    const used = q.quota > 0 ? 1 - q.left / q.quota : 0;
    const parts = [h('div', {class: 'quota'}, h('span', {class: 'number'}, plain(String(q.document).replace('document/', '#'))), ' ', shown(shorter(String(q.control || ''))),
      h('meter', {min: 0, max: 1, value: used, 'aria-label': `${Math.round(used * 100)} % used`}), ` ${bytes(q.left)} of ${bytes(q.quota)} left`),
    h('p', {class: 'quiet'}, plain(String(q.why || '')))];
    for (const o of q.reportingOrigins || []) {
      parts.push(h('p', {}, 'for ', shown(String(o.origin)), `: ${bytes(o.pending)} pending, ${bytes(o.left)} left`));
    }
    for (const d of q.documents || []) {
      for (const r of d.records || []) {
        const p = r.parts || {};
        parts.push(h('p', {}, `record ${r.number} `, shown(`${r.method} ${shorter(String(r.url))}`), `: ${bytes(r.length)} (URL ${p.url}, referrer ${p.referrer}, headers ${p.headers}, body ${p.body})`,
          r.file ? [', queued at ', shown(`${shorter(r.file)}:${r.line}`)] : null));
      }
      for (const c of d.containers || []) {
        if (c.reserved > 0) {
          parts.push(h('p', {}, 'the container of ', shown(shorter(String(c.document))), ` has reserved ${bytes(c.reserved)} for `, shown(String(c.reservedFor || ''))));
        }
      }
    }
    return h('div', {}, parts);
  });
  return list.length > 0 ? list : none();
}

function historyTab(rec, i, state) {
  const list = keysOf(state, 'history/').map((key) => {
    const id = key.slice('history/'.length);
    const n = state.get(`navigable/${id}`) || {};
    const step = n.currentStep ?? 0;
    const entries = (state.get(key) || []).map((e) => row({class: e.step === step ? 'current' : '', 'aria-current': e.step === step ? 'step' : false},
      e.step < 0 ? 'pending' : String(e.step), shown(String(e.navigable)), shown(shorter(String(e.url))), e.document ? plain(e.document.replace('document/', '#')) : 'none'));
    return [h('h3', {}, shown(id), ` at step ${step}`, n.traversalQueue > 0 ? `, ${n.traversalQueue} in the traversal queue` : ''),
      tableOf(`Session history of ${plain(id)}`, ['Step', 'Navigable', 'URL', 'Document'], entries)];
  });
  return list.length > 0 ? list : none();
}

function loopTab(rec, i, state) {
  const queue = (state.get('queue') || []).map((t) => row({}, plain(String(t.source)), t.document ? plain(t.document.replace('document/', '#')) : '', t.waits ? 'waits: not fully active' : '', shown(String(t.cause || ''))));
  const timers = (state.get('timers') || []).map((t) => row({}, `${t.due} ms`, t.due > rec.time[i] ? `in ${Math.round((t.due - rec.time[i]) * 1000) / 1000} ms` : 'due', shown(String(t.cause || ''))));
  const ways = keysOf(state, 'document/').flatMap((key) => (state.get(key).fetches || []).map((f) => row({}, shown(shorter(f)), plain(key.replace('document/', '#')))));
  return [h('h3', {}, 'Tasks that wait'), queue.length > 0 ? tableOf('Tasks', ['Source', 'Document', '', 'Queued by'], queue) : none(),
    h('h3', {}, 'Timers'), timers.length > 0 ? tableOf('Timers', ['Due', '', 'Set by'], timers) : none(),
    h('h3', {}, 'Requests on their way'), ways.length > 0 ? tableOf('Requests', ['Request', 'Document'], ways) : none()];
}

// storageTab shows cookies and storage areas.
function storageTab(rec, i, state) {
  const cookies = (state.get('cookies') || []).map((c) => row({}, shown(String(c))));
  const items = new Map();
  for (const key of keysOf(state, 'item/')) {
    const item = state.get(key);
    items.set(item.area, [...(items.get(item.area) || []), item]);
  }
  const areas = keysOf(state, 'storage/').map((key) => {
    const list = items.get(key) || [];
    const {length} = state.get(key);
    return [h('h3', {}, shown(key.slice('storage/'.length))), tableOf(plain(key), ['Key', 'Value'], list.slice(0, valueItems).map((item) => row({}, shown(String(item.key)), shown(String(item.value))))),
      length > Math.min(list.length, valueItems) ? h('p', {class: 'quiet'}, `${count(length - Math.min(list.length, valueItems), 'item', 'items')} more`) : null];
  });
  return [h('h3', {}, 'Cookies'), cookies.length > 0 ? tableOf('Cookies', ['name=value; domain; path'], cookies) : none(), areas.length > 0 ? areas : [h('h3', {}, 'Storage'), none()]];
}

// stateTab shows every object as the recording has it.
function stateTab(rec, i, state) {
  const own = rec.text[rec.document[i]];
  const kinds = new Set(Array.from(state.keys(), (key) => key.slice(0, key.indexOf('/') + 1)));
  const keys = Array.from(kinds).sort().flatMap((kind) => (kind === '' ? Array.from(state.keys()).filter((key) => !key.includes('/')) : keysOf(state, kind)));
  keys.sort((a, b) => (b === own) - (a === own));
  return keys.length > 0 ? keys.map((key) => value(key, state.get(key), key === own)) : none();
}

const valueItems = 200; // items of a list that are drawn

// value shows JSON as a tree.
function value(name, v, open = false) {
  const label = h('span', {class: 'name'}, shown(String(name)));
  if (v === null || typeof v !== 'object') {
    return h('div', {class: 'value'}, label, ': ', shown(JSON.stringify(v) ?? 'null'));
  }
  const entries = Object.entries(v);
  const fold = h('details', {class: 'value', open}, h('summary', {}, label, Array.isArray(v) ? ` [${entries.length}]` : ` {${entries.length}}`));
  const fillIn = () => fold.childElementCount === 1 && fold.append(...entries.slice(0, valueItems).map(([key, item]) => value(key, item)),
    entries.length > valueItems ? h('p', {class: 'quiet'}, `${count(entries.length - valueItems, 'item', 'items')} more`) : '');
  if (open) {
    fillIn();
  } else {
    fold.addEventListener('toggle', fillIn, {once: true});
  }
  return fold;
}

// observedTab sets what was seen of the engine and of Chrome side by side.
function observedTab(rec, i) {
  const list = rec.data.observed || [];
  if (list.length === 0) {
    return none('The trace says nothing of Chrome. “exeunt run --trace” with both browsers, or “exeunt step --divergence”, sets them side by side.');
  }
  const rows = list.slice(0, 500).map((o) => h('tr', {class: o.same ? '' : 'differs', 'aria-current': o.event === i ? 'true' : false},
    h('td', {}, o.first ? h('span', {class: 'first-tag'}, 'first') : null, plain(o.layer)),
    h('td', {}, o.event >= 0 ? place(o.event, shown(shorter(o.engine || '–'))) : shown(shorter(o.engine || '–'))), h('td', {}, shown(shorter(o.chrome || '–')))));
  return [h('p', {}, shown(rec.data.why)), tableOf('Engine and Chrome', ['Layer', 'Engine', 'Chrome'], rows),
    list.length > 500 ? h('p', {class: 'quiet'}, `${count(list.length - 500, 'row', 'rows')} more`) : null];
}

const tabs = {
  deferred: ['Deferred', deferredTab], history: ['History', historyTab], loop: ['Loop', loopTab], storage: ['Storage', storageTab],
  observed: ['Chrome', observedTab], state: ['State', stateTab], breaks: ['Breaks', null],
};
