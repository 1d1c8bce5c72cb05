// panes.js: what is to be seen at one event.

const stackShown = 80; // frames of a stack that are drawn

const none = (text = 'None.') => h('p', {class: 'quiet'}, text);

// place is a button that goes to an event.
function place(i, label, attributes = {}) {
  return h('button', {type: 'button', class: 'place', ...attributes, onclick: () => goTo(i)}, label);
}

// outside is a link to a standard; nothing but https: is followed.
function outside(url, label) {
  return /^https:\/\/[^\s]+$/.test(url) ? h('a', {href: url, rel: 'noreferrer noopener', target: '_blank'}, label) : label;
}

// algorithmPane shows the event's algorithm, one step a line, with the current step marked.
const algorithmPane = {drawn: -1, items: new Map(), here: null, nodes: new Nodes()};

function drawAlgorithm(rec, i) {
  const at = $('algorithm');
  algorithmPane.nodes.begin();
  const number = rec.algorithm[i];
  const a = rec.algorithmOf(i);
  if (number !== algorithmPane.drawn || at.lastChild !== algorithmPane.here) {
    algorithmPane.drawn = number;
    algorithmPane.items.clear();
    $('algorithm-name').replaceChildren(a ? outside(a.url, shown(rec.name(a))) : 'No algorithm');
    const list = h('ol', {class: 'algorithm'});
    for (const [n, summary] of a ? a.steps : []) {
      const li = stepItem(rec, number, rec.text[n], rec.text[summary]);
      algorithmPane.items.set(rec.text[n], li);
      list.append(li);
    }
    algorithmPane.here = h('p', {class: 'here', role: 'status'});
    at.replaceChildren(list, algorithmPane.here);
  }
  const f = rec.frames[rec.frame[i]];
  const passed = new Set();
  for (const stop of f ? f.stops : []) {
    if (stop < i) {
      passed.add(rec.text[rec.step[stop]]);
    }
  }
  const current = stepKinds.has(rec.kind(i)) ? rec.text[rec.step[i]] : '';
  const {here} = algorithmPane;
  here.hidden = algorithmPane.items.has(current) && rec.kind(i) === 's';
  const text = `${current ? `${current}. ` : rec.kind(i) === 'i' ? `${rec.nameAt(i)}: ` : ''}${rec.summary(i)}`;
  arrange(here, [algorithmPane.nodes.node('here', [text], () => shown(text))]);
  for (const [n, li] of algorithmPane.items) {
    setClass(li, n === current ? 'current' : passed.has(n) ? 'passed' : '');
    setAttribute(li, 'aria-current', n === current ? 'step' : null);
    setAttribute(li.firstChild, 'aria-pressed', String(breakpoints.at(number, n) !== undefined));
  }
  const li = algorithmPane.items.get(current);
  if (li && (li.offsetTop < at.scrollTop || li.offsetTop + li.offsetHeight > at.scrollTop + at.clientHeight)) {
    at.scrollTop = li.offsetTop - at.clientHeight / 3;
  }
}

// These set what is not so already: that costs style and layout even where it changes nothing.
function setClass(element, name) {
  if (element.className !== name) {
    element.className = name;
  }
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) {
    return;
  }
  if (value === null) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value);
  }
}

function stepItem(rec, algorithm, number, summary) {
  const toggle = h('button', {type: 'button', class: 'dot', 'aria-pressed': 'false', 'aria-label': `Breakpoint at step ${plain(number)}`,
    onclick: () => toggleBreakpoint(algorithm, number)});
  const reached = () => {
    const f = rec.frames[rec.frame[view.at]];
    const i = f ? f.stops.find((stop) => rec.text[rec.step[stop]] === number) : undefined;
    return i ?? rec.stops.find((stop) => rec.algorithm[stop] === algorithm && rec.kind(stop) !== 'i' && rec.text[rec.step[stop]] === number);
  };
  const go = () => {
    const i = reached();
    if (i === undefined) {
      say(`this run does not come to step ${number}`);
    } else {
      goTo(i);
    }
  };
  const depth = Math.min(6, number.split('.').length - 1);
  return h('li', {}, toggle, h('button', {type: 'button', class: `place depth-${depth}`, onclick: go}, h('span', {class: 'number'}, plain(number), '.'), ' ', shown(summary || '(no summary)')));
}

const stackNodes = new Nodes();

function drawStack(rec, i) {
  const stack = stepper.stack(i);
  stackNodes.begin();
  const list = stack.slice(0, stackShown).map((f, n) => stackNodes.node(`${stack.length - n} ${f.event}`, [n === 0, f.step, f.async, f.script], () => stackItem(rec, f, n === 0)));
  const further = stack.length - list.length;
  arrange($('stack'), [list.length > 0 ? stackNodes.list('stack', () => h('ol', {class: 'stack'}), list) : stackNodes.node('none', [], () => none('Nothing runs.')),
    further > 0 && stackNodes.node('further', [further], () => h('p', {class: 'quiet'}, `${count(further, 'frame', 'frames')} further out are not shown.`))].filter(Boolean));
}

function stackItem(rec, f, innermost) {
  const attributes = innermost ? {'aria-current': 'location'} : {};
  if (f.script !== undefined) {
    return h('li', {class: 'script'}, place(f.event, [h('span', {class: 'kind'}, 'script'), ' ', shown(shorter(f.script))], {...attributes, title: plain(f.script)}));
  }
  return h('li', {class: f.async ? 'async' : ''}, place(f.event, [f.async ? h('span', {class: 'kind'}, 'queued by ') : null, shown(rec.name(f.algorithm)),
    f.step ? h('span', {class: 'number'}, ` step ${plain(f.step)}`) : null, f.args.length > 0 ? shown(`(${shorter(f.args.join(', '))})`, 'bdi', {class: 'args'}) : null], attributes));
}

// shorter leaves a URL's origin out.
const shorter = (text) => String(text ?? '').replace(/https?:\/\/[^/\s]+\//g, '/');

const frameNodes = new Nodes();
const maxDepth = 100; // of navigables in each other; standards bound that, traces do not

// drawFrames shows the tree of navigables with their documents, then the documents that are not active and the workers; the event's own is marked.
function drawFrames(rec, i, state) {
  const at = rec.text[rec.document[i]];
  const children = new Map();
  for (const key of keysOf(state, 'navigable/')) {
    addTo(children, state.get(key).parent || '', key);
  }
  frameNodes.begin();
  const active = new Set();
  const seen = new Set(); // a hostile trace may make a parent of a child
  const line = (key, documentKey, n) => frameNodes.node(`line ${key}`, [documentKey, state.get(documentKey), n, documentKey === at], () => documentLine(documentKey, state.get(documentKey), n, at));
  const item = (key, ...parts) => frameNodes.list(`item ${key}`, () => h('li', {}), parts);
  const branch = (parent, depth = 0) => {
    if (depth > maxDepth) {
      return h('p', {class: 'quiet'}, 'and what is in it');
    }
    const list = (children.get(parent) || []).filter((key) => !seen.has(key)).map((key) => {
      seen.add(key);
      const n = state.get(key);
      active.add(n.document);
      return item(key, line(key, n.document, n), branch(key.slice('navigable/'.length), depth + 1));
    });
    return list.length > 0 ? frameNodes.list(`below ${parent}`, () => h('ul', {class: 'tree'}), list) : null;
  };
  const tree = branch('') || frameNodes.node('none', [], () => none());
  const others = keysOf(state, 'document/').filter((key) => !active.has(key)).map((key) => item(key, line(key, key, null)));
  const workers = keysOf(state, 'worker/').map((key) => item(key, frameNodes.node(`line ${key}`, [state.get(key), key === at], () => workerLine(key, state.get(key), at))));
  const beside = (label, list) => list.length > 0 && frameNodes.list(label, () => h('ul', {class: 'tree others', 'aria-label': label}), list);
  arrange($('frames'), [tree, beside('Documents that are not active', others), beside('Workers', workers)].filter(Boolean));
}

function workerLine(key, w, at) {
  const marks = [w.shared && 'shared', w.module && 'module', w.closing && 'closing', w.paused && 'stands still'].filter(Boolean);
  return h('div', {class: `document${key === at ? ' current' : ''}`, 'aria-current': key === at ? 'true' : false}, h('span', {class: 'number'}, plain(key.replace('/', ' '))), ' ',
    shown(shorter(String(w.url || 'without a global object'))), w.name ? [' ', shown(`“${w.name}”`)] : null, ' ', marks.map((text) => h('span', {class: 'badge'}, text)),
    h('span', {class: 'quiet'}, ' of ', plain((w.owners || []).join(', ').replaceAll('document/', '#'))));
}

function documentLine(key, d, n, at) {
  const badges = [];
  const badge = (is, text, kind = '') => is && badges.push(h('span', {class: `badge ${kind}`}, plain(String(text))));
  if (!n) {
    badge(true, 'not active', 'odd');
  }
  if (d) {
    badge(d.readiness !== 'complete', d.readiness);
    badge(d.visibility !== 'visible', d.visibility);
    badge(n && !d.fullyActive, 'not fully active', 'odd');
    badge(d.pageShowing === false, 'page not showing', 'odd');
    badge(d.salvageable === false, 'not salvageable');
    badge(d.unloadCounter > 0, `unload counter ${d.unloadCounter}`, 'bad');
    badge(d.isInitialAboutBlank, 'initial');
    badge(d.parsing, 'parsing');
    badge(d.completelyLoaded === false && d.readiness === 'complete', 'not completely loaded');
    badge(d.kept, 'in the back/forward cache', 'odd');
    badge(d.destroyed, 'destroyed', 'bad');
    badge(d.fetches && d.fetches.length > 0, `${d.fetches ? d.fetches.length : 0} on their way`);
  }
  if (n) {
    badge(n.name, `“${n.name}”`);
    badge(n.isPopup, 'popup');
    badge(n.opener, `opened by ${n.opener}`);
    badge(n.isClosing, 'closing', 'bad');
    badge(n.isDelayingLoadEvents, 'delays load events');
    badge(n.ongoingNavigation, `navigation ${n.ongoingNavigation}`, 'odd');
    badge(n.reservedQuota > 0, `${n.reservedQuota} bytes reserved`);
  }
  const is = key === at;
  return h('div', {class: `document${is ? ' current' : ''}`, 'aria-current': is ? 'true' : false}, h('span', {class: 'number'}, plain(String(key || 'no document').replace('document/', '#'))),
    ' ', shown(d ? shorter(d.url) : '', 'bdi', {title: d ? plain(String(d.url)) : ''}), ' ', badges);
}
