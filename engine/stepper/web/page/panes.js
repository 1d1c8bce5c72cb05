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
const algorithmPane = {drawn: -1, items: new Map()};

function drawAlgorithm(rec, i) {
  const at = $('algorithm');
  const number = rec.algorithm[i];
  const a = rec.algorithmOf(i);
  if (number !== algorithmPane.drawn) {
    algorithmPane.drawn = number;
    algorithmPane.items.clear();
    $('algorithm-name').replaceChildren(a ? outside(a.url, shown(rec.name(a))) : 'No algorithm');
    const list = h('ol', {class: 'algorithm'});
    for (const [n, summary] of a ? a.steps : []) {
      const li = stepItem(rec, a, rec.text[n], rec.text[summary]);
      algorithmPane.items.set(rec.text[n], li);
      list.append(li);
    }
    at.replaceChildren(list, h('p', {class: 'here', role: 'status'}));
  }
  const f = rec.frames[rec.frame[i]];
  const passed = new Set();
  for (const stop of f ? f.stops : []) {
    if (stop < i) {
      passed.add(rec.text[rec.step[stop]]);
    }
  }
  const current = stepKinds.has(rec.kind(i)) ? rec.text[rec.step[i]] : '';
  const holds = new Set(breakpoints.list.map((b) => b.text));
  for (const [n, li] of algorithmPane.items) {
    li.className = n === current ? 'current' : passed.has(n) ? 'passed' : '';
    if (n === current) {
      li.setAttribute('aria-current', 'step');
      if (li.offsetTop < at.scrollTop || li.offsetTop + li.offsetHeight > at.scrollTop + at.clientHeight) {
        at.scrollTop = li.offsetTop - at.clientHeight / 3;
      }
    } else {
      li.removeAttribute('aria-current');
    }
    li.firstChild.setAttribute('aria-pressed', holds.has(`${rec.name(a)}#${n}`));
  }
  const here = at.lastChild;
  here.hidden = algorithmPane.items.has(current) && rec.kind(i) === 's';
  here.replaceChildren(shown(`${current ? `${current}. ` : rec.kind(i) === 'i' ? `${rec.nameAt(i)}: ` : ''}${rec.summary(i)}`));
}

function stepItem(rec, a, number, summary) {
  const text = `${rec.name(a)}#${number}`;
  const toggle = h('button', {type: 'button', class: 'dot', 'aria-pressed': 'false', 'aria-label': `Breakpoint at step ${plain(number)}`,
    onclick: () => toggleBreakpoint(text)});
  const reached = () => {
    const f = rec.frames[rec.frame[view.at]];
    const i = f ? f.stops.find((stop) => rec.text[rec.step[stop]] === number) : undefined;
    return i ?? rec.stops.find((stop) => rec.algorithmOf(stop) === a && rec.text[rec.step[stop]] === number);
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

function drawStack(rec, i) {
  const stack = stepper.stack(i);
  const list = stack.slice(0, stackShown).map((f, n) => {
    const attributes = n === 0 ? {'aria-current': 'location'} : {};
    if (f.script !== undefined) {
      return h('li', {class: 'script'}, place(f.event, [h('span', {class: 'kind'}, 'script'), ' ', shown(shorter(f.script))], {...attributes, title: plain(f.script)}));
    }
    return h('li', {class: f.async ? 'async' : ''}, place(f.event, [f.async ? h('span', {class: 'kind'}, 'queued by ') : null, shown(rec.name(f.algorithm)),
      f.step ? h('span', {class: 'number'}, ` step ${plain(f.step)}`) : null, f.args.length > 0 ? shown(`(${shorter(f.args.join(', '))})`, 'bdi', {class: 'args'}) : null], attributes));
  });
  $('stack').replaceChildren(list.length > 0 ? h('ol', {class: 'stack'}, list) : none('Nothing runs.'),
    stack.length > stackShown ? h('p', {class: 'quiet'}, `${count(stack.length - stackShown, 'frame', 'frames')} further out are not shown.`) : '');
}

// shorter leaves a URL's origin out.
const shorter = (text) => text.replace(/https?:\/\/[^/\s]+\//g, '/');

// drawFrames shows the tree of navigables with their documents; the event's own is marked.
function drawFrames(rec, i, state) {
  const at = rec.text[rec.document[i]];
  const children = new Map();
  for (const key of keysOf(state, 'navigable/')) {
    const n = state.get(key);
    const parent = n.parent || '';
    children.set(parent, [...(children.get(parent) || []), key]);
  }
  const active = new Set();
  const seen = new Set(); // a hostile trace may make a parent of a child
  const branch = (parent) => {
    const list = (children.get(parent) || []).filter((key) => !seen.has(key)).map((key) => {
      seen.add(key);
      const n = state.get(key);
      active.add(n.document);
      return h('li', {}, documentLine(n.document, state.get(n.document), n, at), branch(key.slice('navigable/'.length)));
    });
    return list.length > 0 ? h('ul', {class: 'tree'}, list) : null;
  };
  const tree = branch('');
  const others = keysOf(state, 'document/').filter((key) => !active.has(key));
  $('frames').replaceChildren(tree || none(), others.length > 0 ? h('ul', {class: 'tree others', 'aria-label': 'Documents that are not active'},
    others.map((key) => h('li', {}, documentLine(key, state.get(key), null, at)))) : '', workers(state, at));
}

function workers(state, at) {
  const list = keysOf(state, 'worker/').map((key) => {
    const w = state.get(key);
    const marks = [w.shared && 'shared', w.module && 'module', w.closing && 'closing', w.paused && 'stands still'].filter(Boolean);
    return h('li', {}, h('div', {class: `document${key === at ? ' current' : ''}`, 'aria-current': key === at ? 'true' : false}, h('span', {class: 'number'}, plain(key.replace('/', ' '))), ' ',
      shown(shorter(String(w.url || 'without a global object'))), w.name ? [' ', shown(`“${w.name}”`)] : null, ' ', marks.map((text) => h('span', {class: 'badge'}, text)),
      h('span', {class: 'quiet'}, ' of ', plain((w.owners || []).join(', ').replaceAll('document/', '#')))));
  });
  return list.length > 0 ? h('ul', {class: 'tree others', 'aria-label': 'Workers'}, list) : '';
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
    ' ', shown(d ? shorter(d.url) : '', 'bdi', {title: d ? plain(d.url) : ''}), ' ', badges);
}
