// main.js: ties the page together.

const $ = (id) => document.getElementById(id);
let rec = null;
let stepper = null;
let lanes = null;
let log = null;
const breakpoints = new Breakpoints();
const watches = []; // {text}
const view = {at: 0, tab: 'deferred', drawn: false};

// say tells something once, where a screen reader hears it.
function say(text, bad = false) {
  $('said').textContent = $('said').title = plain(text);
  $('said').className = bad ? 'bad' : '';
}

// goTo shows event i with the next frame; of several within one frame the last.
function goTo(i) {
  if (i < 0 || i >= rec.length) {
    return;
  }
  view.at = i;
  stepper.at = i;
  say('');
  redraw();
}

function redraw() {
  if (!view.drawn) {
    view.drawn = true;
    requestAnimationFrame(drawAll);
  }
}

// safely draws one part: what a trace of others says may have any form.
function safely(element, draw) {
  try {
    draw();
  } catch (error) {
    element.replaceChildren(h('p', {class: 'bad'}, plain(`This part of the trace cannot be shown: ${error.message}`)));
  }
}

function drawAll() {
  view.drawn = false;
  const i = view.at;
  const state = rec.state(i);
  log.follow(i);
  safely($('algorithm'), () => drawAlgorithm(rec, i)); // from here on nothing asks for the layout
  drawWhere(i, state);
  lanes.follow(i);
  drawCursor();
  safely($('stack'), () => drawStack(rec, i));
  safely($('frames'), () => drawFrames(rec, i, state));
  drawTab(i, state);
  log.draw();
  clearTimeout(view.settle);
  view.settle = setTimeout(settled, 120);
}

// settled does what may wait until nobody scrubs.
function settled() {
  if (view.tab === 'breaks') {
    drawWatches();
    drawRealms();
  }
  const address = `#event=${view.at}`;
  if (location.hash !== address) {
    history.replaceState(null, '', address);
  }
}

function drawWhere(i, state) {
  const d = state.get(rec.text[rec.document[i]]);
  const step = rec.step[i] !== 0 ? ` step ${rec.text[rec.step[i]]}` : '';
  const text = `#${i} ${rec.nameAt(i)}${step}: ${rec.summary(i).slice(0, 300)}`;
  $('where').replaceChildren(shown(text));
  $('when').textContent = plain(`t = ${rec.time[i]} ms`);
  $('document').replaceChildren(shown(d ? shorter(String(d.url)) : 'no document'));
  $('lanes').setAttribute('aria-valuenow', i);
  $('lanes').setAttribute('aria-valuetext', plain(text));
}

function drawCursor() {
  $('cursor').style.transform = `translateX(${lanes.x(view.at)}px)`;
}

function drawTab(i, state) {
  const draw = tabs[view.tab][1];
  if (draw) {
    const panel = $('panel');
    tabNodes.begin();
    safely(panel, () => arrange(panel, [draw(rec, i, state)].flat(3).filter(Boolean)));
  }
}

function openTab(name) {
  view.tab = name;
  for (const button of $('tabs').children) {
    const is = button.dataset.tab === name;
    button.setAttribute('aria-selected', is);
    button.tabIndex = is ? 0 : -1;
  }
  $('panel').hidden = name === 'breaks';
  $('breaks').hidden = name !== 'breaks';
  $('panel').setAttribute('aria-labelledby', `tab-${name}`);
  $('panel').scrollTop = 0;
  redraw();
  if (name === 'observed') {
    requestAnimationFrame(() => $('panel').querySelector('.first-tag')?.scrollIntoView({block: 'center'}));
  }
}

// The moves, their keys, and what is said when there is nothing further.
const moves = {
  rcontinue: ['C', 'Continue back', () => continued(breakpoints.before(view.at), rec.stops[0] ?? 0, 'the beginning of the recording')],
  'back-out': ['O', 'Back out', () => stepper.backOut(), 'nothing comes before the algorithm'],
  'back-over': ['N', 'Back over', () => stepper.backOver(), 'nothing comes before the algorithm'],
  back: ['S', 'Back', () => stepper.back(), 'the recording begins here'],
  step: ['s', 'Step', () => stepper.step(), 'the recording ends here'],
  over: ['n', 'Over', () => stepper.over(), 'the recording ends here'],
  out: ['o', 'Out', () => stepper.out(), 'nothing comes after the algorithm'],
  continue: ['c', 'Continue', () => continued(breakpoints.after(view.at), rec.stops.at(-1) ?? 0, 'the end of the recording')],
};

function continued(i, end, name) {
  if (i >= 0) {
    return i;
  }
  queueMicrotask(() => say(`${name}: no breakpoint was reached`));
  return end;
}

function move(name) {
  const [, , to, end] = moves[name];
  const i = to();
  if (i < 0) {
    say(end);
    return;
  }
  goTo(i);
  if (name.endsWith('continue')) {
    const held = breakpoints.holding(i).map((b) => b.text);
    if (held.length > 0) {
      queueMicrotask(() => say(`breakpoint: ${held.join(', ')}`));
    }
  }
}

function toDivergence() {
  if (rec.data.divergence < 0) {
    say(rec.data.why, true);
    return;
  }
  const i = rec.data.divergence;
  goTo(rec.stops[firstAtLeast(rec.stops, i)] ?? i);
  queueMicrotask(() => say(rec.data.why));
}

async function addBreakpoint(text) {
  try {
    const found = await findHits(rec, text);
    breakpoints.add(text, found);
    $('break-text').value = '';
    const note = found.note ? ` (${found.note})` : '';
    say(found.hits.length > 0 ? `breakpoint: ${text} holds at ${count(found.hits.length, 'stop', 'stops')}${note}` : `breakpoint: ${text} holds nowhere in this run${note}`);
  } catch (error) {
    say(error.message, true);
  }
  drawBreakpoints();
}

function removeBreakpoint(b) {
  breakpoints.remove(b.id);
  say(`deleted the breakpoint: ${b.text}`);
  drawBreakpoints();
}

// toggleBreakpoint takes away the breakpoint at a step of an algorithm, by its number, or sets one.
function toggleBreakpoint(algorithm, step) {
  const there = breakpoints.at(algorithm, step);
  if (there) {
    removeBreakpoint(there);
  } else {
    addBreakpoint(`${rec.name(rec.data.algorithms[algorithm - 1])}#${step}`);
  }
}

function drawBreakpoints() {
  $('break-list').replaceChildren(...breakpoints.list.map((b) => h('li', {}, shown(b.text), h('span', {class: 'quiet'}, ` ${count(b.hits.length, 'stop', 'stops')} `, b.note ? plain(`(${b.note}) `) : null),
    h('button', {type: 'button', 'aria-label': `Delete the breakpoint ${plain(b.text)}`, onclick: () => removeBreakpoint(b)}, '✕'))));
  lanes.draw();
  redraw();
}

function drawWatches() {
  const i = view.at;
  $('watch-list').replaceChildren(...watches.map((w) => {
    const out = h('output', {class: 'text'}, '…');
    print(rec, i, w.text).then((text) => out.replaceChildren(shown(text.slice(0, 2000))), (error) => out.replaceChildren(h('span', {class: 'bad'}, plain(error.message))));
    return h('li', {}, shown(w.text), ' = ', out, ' ', h('button', {type: 'button', 'aria-label': `Delete the watch ${plain(w.text)}`, onclick: () => {
      watches.splice(watches.indexOf(w), 1);
      drawWatches();
    }}, '✕'));
  }));
}

function drawRealms() {
  const state = rec.state(view.at);
  const chosen = $('realm').value;
  const keys = [...keysOf(state, 'document/'), ...keysOf(state, 'worker/')];
  $('realm').replaceChildren(h('option', {value: ''}, 'of the event'), ...keys.map((key) => h('option', {value: key}, plain(`${key} ${shorter(String(state.get(key).url)).slice(0, 60)}`))));
  $('realm').value = keys.includes(chosen) ? chosen : '';
}

async function evaluateText(text) {
  const at = rec.stops[firstAtLeast(rec.stops, view.at)] ?? view.at; // a run stands still at stops only
  const realm = $('realm').value;
  const line = h('li', {}, h('span', {class: 'number'}, `#${at} `), realm ? h('span', {class: 'quiet'}, plain(`${realm} `)) : null, shown(text), ' = ', h('output', {}, '…'));
  $('evaluated').prepend(line);
  const out = line.lastChild;
  await evaluate(at, realm, text).then((v) => out.replaceChildren(shown(v)), (error) => out.replaceChildren(h('span', {class: 'bad'}, plain(error.message))));
}

function inkOf(probe, name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

function readInk() {
  lanes.ink = Object.fromEntries(['ink', 'paper', 'quiet', 'good', 'bad', 'odd', 'cold', 'line', 'task'].map((name) => [name, inkOf($('said'), name)]));
  lanes.ink.taskOdd = lanes.ink.line;
  $('said').style.color = '';
}

function wakeLanes() {
  const box = $('lanes');
  lanes.canvas = $('canvas');
  lanes.canvas.style.height = `${lanesHeight}px`;
  $('lane-names').replaceChildren(...laneParts.slice(1).map(([name]) => {
    const label = h('span', {}, {chrome: 'Chrome', engine: 'Engine', documents: 'Documents', tasks: 'Tasks', network: 'Network', events: 'Events', breaks: 'Breaks'}[name]);
    label.style.top = `${laneTop[name]}px`;
    label.style.lineHeight = `${Math.min(20, laneHeight[name])}px`;
    return label;
  }));
  readInk();
  const at = (event) => [event.clientX - lanes.canvas.getBoundingClientRect().left, event.clientY - lanes.canvas.getBoundingClientRect().top];
  let held = false;
  box.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) {
      return;
    }
    held = true;
    box.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    const found = y < laneTop.documents ? lanes.under(x, y) : null;
    goTo(found ? found.event : lanes.event(x));
  });
  box.addEventListener('pointermove', (event) => {
    const [x, y] = at(event);
    if (held) {
      goTo(lanes.event(x));
      return;
    }
    const found = lanes.under(x, y);
    $('tip').hidden = !found;
    if (found) {
      $('tip').textContent = plain(`#${found.event} ${found.text}`.slice(0, 600));
      $('tip').style.left = `${Math.min(x + 12, lanes.width - 340)}px`;
      $('tip').style.top = `${y + 14}px`;
    }
  });
  for (const end of ['pointerup', 'pointercancel']) {
    box.addEventListener(end, () => {
      held = false;
    });
  }
  box.addEventListener('pointerleave', () => {
    $('tip').hidden = true;
  });
  box.addEventListener('wheel', (event) => {
    event.preventDefault();
    const [x] = at(event);
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const size = lanes.to - lanes.from;
      lanes.show(lanes.from + (event.deltaX || event.deltaY) / lanes.width * size, size);
    } else {
      lanes.zoom(event.deltaY > 0 ? 1.25 : 0.8, x);
    }
    drawCursor();
  }, {passive: false});
  box.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.round((lanes.to - lanes.from) / 20));
    const by = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: page, PageDown: -page}[event.key];
    const to = {Home: 0, End: rec.length - 1}[event.key] ?? (by === undefined ? undefined : Math.max(0, Math.min(rec.length - 1, view.at + by)));
    if (to !== undefined) {
      event.preventDefault();
      goTo(to);
    }
  });
}

function zoom(factor) {
  if (factor === 0) {
    lanes.show(0, rec.length);
  } else {
    lanes.zoom(factor, Math.max(0, Math.min(lanes.width, lanes.x(view.at))));
  }
  drawCursor();
}

function wakeLog() {
  const box = $('log');
  box.addEventListener('scroll', () => {
    log.top = box.scrollTop;
    log.draw();
  }, {passive: true});
  box.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(box.clientHeight / logRow) - 1);
    const by = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page}[event.key];
    const n = {Home: 0, End: log.list.length - 1}[event.key] ?? (by === undefined ? undefined : log.row(view.at) + by);
    if (n !== undefined && log.list.length > 0) {
      event.preventDefault();
      goTo(log.list[Math.max(0, Math.min(log.list.length - 1, n))]);
    }
  });
  $('find').addEventListener('input', () => {
    log.text = $('find').value;
    log.filter();
    log.refresh();
  });
  for (const [name, [label, on]] of Object.entries(logKinds)) {
    $('kinds').append(h('button', {type: 'button', 'aria-pressed': String(on), onclick: (event) => {
      const wanted = !log.kinds.delete(name);
      if (wanted) {
        log.kinds.add(name);
      }
      event.target.setAttribute('aria-pressed', wanted);
      log.filter();
      log.refresh();
    }}, label));
  }
}

function wakeControls() {
  for (const [name, [key, label]] of Object.entries(moves)) {
    $('moves').append(h('button', {type: 'button', id: `move-${name}`, title: `${label} (${key})`, 'aria-keyshortcuts': key, onclick: () => move(name)}, label));
  }
  $('to-divergence').hidden = rec.data.divergence < 0;
  $('to-divergence').addEventListener('click', toDivergence);
  for (const [name, [label]] of Object.entries(tabs)) {
    $('tabs').append(h('button', {type: 'button', role: 'tab', id: `tab-${name}`, 'data-tab': name, 'aria-controls': name === 'breaks' ? 'breaks' : 'panel', onclick: () => openTab(name)}, label));
  }
  $('tabs').addEventListener('keydown', (event) => {
    const names = Object.keys(tabs);
    const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    const name = {Home: names[0], End: names.at(-1)}[event.key] ?? (by && names.at((names.indexOf(view.tab) + by) % names.length));
    if (name) {
      event.preventDefault();
      openTab(name);
      $(`tab-${name}`).focus();
    }
  });
  for (const [id, add] of [['break', addBreakpoint], ['watch', (text) => {
    watches.push({text});
    $('watch-text').value = '';
    drawWatches();
  }], ['evaluate', evaluateText]]) {
    $(`${id}-form`).addEventListener('submit', (event) => {
      event.preventDefault();
      const text = $(`${id}-text`).value.trim();
      if (text !== '') {
        add(text);
      }
    });
  }
  $('algorithms').append(...Array.from(new Set(rec.data.algorithms.map((a) => rec.name(a)))).sort().map((name) => h('option', {value: plain(name)})));
  $('evaluate-note').textContent = runs ? '' : served ? 'A trace has no run behind it: there is no JavaScript to evaluate.' : 'A page from a file has no run behind it: there is no JavaScript to evaluate.';
  $('evaluate-text').disabled = $('realm').disabled = !runs;
  $('zoom-in').addEventListener('click', () => zoom(0.5));
  $('zoom-out').addEventListener('click', () => zoom(2));
  $('zoom-all').addEventListener('click', () => zoom(0));
  $('help-button').addEventListener('click', () => $('help').showModal());
  $('goto-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const n = Number($('goto').value.replace(/^#/, ''));
    if (Number.isInteger(n) && n >= 0 && n < rec.length) {
      goTo(n);
    } else {
      say(`there is no event ${$('goto').value}; the last one is ${rec.length - 1}`, true);
    }
  });
}

function toField(id, tab) {
  if (tab) {
    openTab(tab);
  }
  $(id).focus();
  $(id).select();
}

function keys(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || $('help').open) {
    return;
  }
  if (event.target.closest && event.target.closest('input, select, textarea')) {
    if (event.key === 'Escape') {
      event.target.blur();
      $('lanes').focus({preventScroll: true});
    }
    return;
  }
  const name = Object.keys(moves).find((m) => moves[m][0] === event.key);
  const tab = Object.keys(tabs)[Number(event.key) - 1];
  const act = name ? () => move(name) : tab ? () => openTab(tab) : {
    d: toDivergence, b: () => toField('break-text', 'breaks'), w: () => toField('watch-text', 'breaks'), e: () => runs && toField('evaluate-text', 'breaks'),
    g: () => toField('goto'), '/': () => toField('find'), '+': () => zoom(0.5), '-': () => zoom(2), '0': () => zoom(0), '?': () => $('help').showModal(),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

// fromAddress reads "#event=N" and "#divergence".
function fromAddress() {
  const p = new URLSearchParams(location.hash.slice(1));
  if (p.has('divergence') && rec.data.divergence >= 0) {
    toDivergence();
    return true;
  }
  const n = Number(p.get('event') ?? NaN);
  if (Number.isInteger(n) && n >= 0 && n < rec.length) {
    goTo(n);
    return true;
  }
  return false;
}

async function start() {
  rec = new Recording(await unpack('recording'));
  stepper = new Stepper(rec);
  lanes = new Lanes(rec);
  log = new Log(rec);
  $('main').hidden = false;
  $('lanes').setAttribute('aria-valuemax', rec.length - 1);
  wakeControls();
  wakeLanes();
  wakeLog();
  view.at = stepper.at = rec.data.at;
  lanes.draw();
  for (const text of rec.data.breaks || []) {
    await addBreakpoint(text);
  }
  openTab('deferred');
  if (!fromAddress()) {
    goTo(rec.data.at);
  }
  log.refresh();
  say(rec.data.truncated ? `the recording is not whole: ${rec.data.truncated}` : '');
  addEventListener('keydown', keys);
  addEventListener('hashchange', fromAddress);
  addEventListener('resize', () => {
    lanes.draw();
    redraw();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    readInk();
    lanes.draw();
  });
  performance.mark('page-ready');
}

start().catch((error) => {
  $('failed').hidden = false;
  $('failed').textContent = `The recording cannot be shown: ${error.message}`;
});
