// main.js: ties the page together.

const $ = (id) => document.getElementById(id);
const pageTitle = document.title;
let drawnState = null; // the filters that the list shows
let searching = false; // the search is wanted once the list is back

function openTest(t, replace = false) {
  if (t >= 0) {
    const inside = opened < 0 || Boolean(history.state && history.state.inside);
    go({test: str(data.tests[t][0])}, {replace});
    history.replaceState({...history.state, inside}, '');
  }
}

function closeTest() {
  if (history.state && history.state.inside) {
    history.back();
  } else {
    go({test: ''});
  }
}

// render makes the page what the state says.
function render(scroll) {
  const filters = JSON.stringify({...state, test: ''});
  if (filters !== drawnState) {
    drawnState = filters;
    const found = filtered(state);
    $('none').hidden = found.items.length > 0;
    $('shown').textContent = `${count(found.rows, 'result', 'results')} in ${found.tests.toLocaleString('en')} of ${count(data.tests.length, 'test', 'tests')}`;
    if ($('text').value !== state.text) {
      $('text').value = state.text;
    }
    $('dir').value = state.dir;
    $('layer').value = state.layer;
    $('expect').value = state.expect;
    $('cause').hidden = state.cause === '';
    $('cause').textContent = `one cause, the ${Number(state.cause) + 1}. by size ✕`;
    pressChips(found.kinds);
    setItems(found.items);
  }
  const t = state.test === '' ? -1 : data.byURL.get(state.test) ?? -1;
  const was = opened;
  $('browse').hidden = t >= 0;
  $('detail').hidden = t < 0;
  document.querySelector('header.page').hidden = t >= 0;
  if (t >= 0) {
    if (was !== t) {
      showDetail(t).then(() => {
        $('detail').focus({preventScroll: true});
        scrollTo(0, scroll || 0);
      });
    }
    return;
  }
  opened = -1;
  document.title = pageTitle;
  if (was >= 0) {
    const at = list.view.indexOf(-1 - was);
    if (list.active < 0 || testAt(list.active) !== was) {
      list.active = at;
    }
    $('list').focus({preventScroll: true});
    if (scroll !== undefined) {
      scrollTo(0, scroll);
    }
  }
  draw();
  if (searching) {
    searching = false;
    search();
  }
}

function testAt(i) {
  const value = list.view[i];
  return value === undefined ? -1 : value < 0 ? -1 - value : data.testOf[value];
}

function pressChips(kinds) {
  const classes = state.classes || (data.loud ? 'differs' : 'all');
  const chosen = new Set(classes.split(','));
  for (const button of $('chips').children) {
    button.setAttribute('aria-pressed', chosen.has(button.value));
    const c = data.classes.findIndex((k) => k.name === button.value);
    if (c >= 0) {
      button.lastChild.textContent = kinds[c].toLocaleString('en');
    }
  }
}

function makeChips() {
  const chip = (value, text, title) => h('button', {type: 'button', value, title, 'aria-pressed': 'false', onclick: () => press(value)}, text);
  $('chips').append(chip('differs', data.both ? 'What differs' : 'What fails', 'every result or layer that is not as it should be'), chip('all', 'Everything', 'every result'));
  for (const c of data.classes) {
    if (c.n > 0) {
      $('chips').append(h('button', {type: 'button', value: c.name, 'aria-pressed': 'false', onclick: () => press(c.name)}, c.name, h('span', {class: 'n'})));
    }
  }
}

function press(value) {
  if (value === 'differs' || value === 'all') {
    go({classes: value === (data.loud ? 'differs' : 'all') ? '' : value});
    return;
  }
  const chosen = new Set(state.classes.split(',').filter((c) => c && c !== 'differs' && c !== 'all'));
  if (!chosen.delete(value)) {
    chosen.add(value);
  }
  go({classes: Array.from(chosen).join(',')});
}

// The overview's cells become ways to filter, and its folders fold.
function wakeOverview() {
  const wrap = (cell, label, changes) => {
    const button = h('button', {type: 'button', class: 'plain', 'aria-label': label});
    button.append(...cell.childNodes);
    button.addEventListener('click', () => {
      go(changes);
      $('filter').scrollIntoView();
      $('list').focus({preventScroll: true});
    });
    cell.append(button);
  };
  for (const cell of document.querySelectorAll('td[data-classes]')) {
    wrap(cell, `Show ${cell.textContent} ${cell.dataset.classes}`, {classes: cell.dataset.classes, test: ''});
  }
  for (const row of document.querySelectorAll('#causes tbody tr')) {
    wrap(row.firstElementChild, `Show the ${row.firstElementChild.textContent} results of this cause`, {...initial(), cause: row.dataset.cause});
  }
  wakeDirectories(wrap);
}

// wakeDirectories gives the rows of folders their buttons when they are shown first: there may be very many.
function wakeDirectories(wrap) {
  const rows = Array.from(document.querySelectorAll('#directories tbody tr'));
  const below = (row, dir) => row.dataset.dir.startsWith(`${dir}/`);
  const parents = new Set(rows.filter((row, i) => rows[i + 1] && below(rows[i + 1], row.dataset.dir)));
  const long = rows.some((row) => row.hidden);
  const folded = new Set(rows.filter((row, i) => parents.has(row) && rows[i + 1].hidden).map((row) => row.dataset.dir));
  const awake = new Set();
  const wake = (row) => {
    const {dir} = row.dataset;
    const cell = row.firstElementChild;
    awake.add(row);
    wrap(cell, `Show the tests in ${plain(dir)}`, {dir, test: ''});
    if (!long || !parents.has(row)) {
      return;
    }
    const fold = h('button', {type: 'button', class: 'fold', 'aria-label': `Folders in ${plain(dir)}`, onclick: () => {
      if (!folded.delete(dir)) {
        folded.add(dir);
      }
      label();
      show();
      draw();
    }});
    const label = () => {
      fold.textContent = folded.has(dir) ? '▸' : '▾';
      fold.setAttribute('aria-expanded', !folded.has(dir));
    };
    label();
    cell.prepend(fold);
  };
  const show = () => {
    let under = null; // the outermost folded folder that the rows are below
    for (const row of rows) {
      if (under !== null && !below(row, under)) {
        under = null;
      }
      row.hidden = under !== null;
      if (under === null && folded.has(row.dataset.dir)) {
        under = row.dataset.dir;
      }
      if (!row.hidden && !awake.has(row)) {
        wake(row);
      }
    }
  };
  show();
}

function keys(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || $('help').open) {
    return;
  }
  const typing = event.target.closest && event.target.closest('input, select, textarea');
  if (typing) {
    if (event.key === 'Escape' || event.key === 'Enter' && event.target === $('text')) {
      event.preventDefault();
      $('list').focus({preventScroll: true});
      if (list.active < 0) {
        move(0);
      }
    }
    return;
  }
  const act = (opened >= 0 ? detailKey : listKey)(event);
  if (act) {
    event.preventDefault();
    act();
  }
}

function commonKey(event) {
  return {'?': showHelp}[event.key];
}

function detailKey(event) {
  return {
    j: () => openTest(neighbour(opened, 1), true),
    k: () => openTest(neighbour(opened, -1), true),
    d: () => {
      const first = $('first');
      if (first) {
        first.scrollIntoView({block: 'center'});
        first.focus({preventScroll: true});
      }
    },
    Escape: closeTest,
    '/': () => {
      searching = true;
      closeTest();
    },
  }[event.key] || commonKey(event);
}

function listKey(event) {
  const inList = document.activeElement === $('list');
  const page = Math.max(1, Math.floor(innerHeight / list.row) - 4);
  const enter = () => {
    const t = testAt(list.active);
    if (t >= 0) {
      openTest(t);
    }
  };
  const step = (n) => () => {
    $('list').focus({preventScroll: true});
    move(list.active + n);
  };
  const always = {j: step(1), k: step(-1), '/': search};
  const focused = {ArrowDown: step(1), ArrowUp: step(-1), PageDown: step(page), PageUp: step(-page), Home: () => move(0), End: () => move(list.view.length - 1),
    Enter: enter, ArrowLeft: () => fold(true), ArrowRight: () => fold(false)};
  return always[event.key] || inList && focused[event.key] || commonKey(event);
}

function search() {
  $('text').focus();
  $('text').select();
}

function showHelp() {
  $('help').showModal();
}

async function start() {
  // The overview is seen before the list's data is unpacked; in a tab that nobody looks at there are no frames to wait for.
  await new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100);
  });
  await loadIndex();
  data.loud = data.classes.some((c) => c.loud && c.n > 0) || data.divergences.size > 0;
  list.element = $('list');
  makeChips();
  wakeOverview();
  $('preview').textContent = Object.keys(data.cut || {}).length > 0 ? `, of each the first ${data.preview} characters` : '';
  if (!data.both) {
    $('layer-label').hidden = true;
  }
  $('filter').hidden = false;
  $('filter').addEventListener('submit', (event) => event.preventDefault());
  $('text').addEventListener('input', () => go({text: $('text').value}, {replace: true}));
  for (const [id, key] of [['dir', 'dir'], ['layer', 'layer'], ['expect', 'expect']]) {
    $(id).addEventListener('change', () => go({[key]: $(id).value}));
  }
  $('reset').addEventListener('click', () => go(initial()));
  $('cause').addEventListener('click', () => go({cause: ''}));
  $('help-button').addEventListener('click', showHelp);
  addEventListener('scroll', () => opened < 0 && draw(), {passive: true});
  addEventListener('resize', () => {
    if (rowHeight() !== list.row) {
      refold();
    }
    draw();
  });
  addEventListener('keydown', keys);
  addEventListener('popstate', () => {
    state = readState();
    render(history.state ? history.state.scroll : 0);
  });
  history.scrollRestoration = 'manual';
  state = readState();
  render(history.state ? history.state.scroll : undefined);
  // For measurements: when the list was there, and the filter by itself.
  performance.mark('list-ready');
}

start().catch((error) => {
  $('shown').textContent = `The list of tests cannot be shown: ${error.message}`;
  $('filter').hidden = false;
});
