// list.js: the list of tests and results, of which only what is in view is in the page.

const list = {items: [], view: [], folded: new Set(), active: -1, element: null, drawn: new Map(), row: 34};

function rowHeight() {
  return parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'));
}

// setItems shows new items; the active one stays, if it still is among them.
function setItems(items) {
  list.items = items;
  refold();
}

// refold shows the items without those that are folded away.
function refold() {
  const active = list.view[list.active];
  if (list.folded.size === 0) {
    list.view = list.items;
  } else {
    let folded = false;
    list.view = list.items.filter((item) => {
      if (item < 0) {
        folded = list.folded.has(-1 - item);
        return true;
      }
      return !folded;
    });
  }
  list.active = active === undefined ? -1 : list.view.indexOf(active);
  list.row = rowHeight();
  list.element.style.height = `${list.view.length * list.row}px`;
  for (const node of list.drawn.values()) {
    node.remove();
  }
  list.drawn.clear();
  draw();
}

// draw puts the items in view into the page and takes the others away.
function draw() {
  const box = list.element.getBoundingClientRect();
  const from = Math.max(0, Math.floor(-box.top / list.row) - 8);
  const to = Math.min(list.view.length, Math.ceil((innerHeight - box.top) / list.row) + 8);
  for (const [i, node] of list.drawn) {
    if ((i < from || i >= to) && i !== list.active) {
      node.remove();
      list.drawn.delete(i);
    }
  }
  const wanted = list.active >= 0 && (list.active < from || list.active >= to) ? [list.active] : [];
  for (let i = from; i < to; i++) {
    wanted.push(i);
  }
  for (const i of wanted) {
    if (!list.drawn.has(i)) {
      const node = item(i);
      list.drawn.set(i, node);
      list.element.append(node);
    }
  }
  for (const [i, node] of list.drawn) {
    node.setAttribute('aria-selected', i === list.active);
  }
  if (list.active >= 0) {
    list.element.setAttribute('aria-activedescendant', `item-${list.active}`);
  } else {
    list.element.removeAttribute('aria-activedescendant');
  }
}

function statusMark(i) {
  return i < 0 ? h('span', {class: 'status quiet'}, '–') : h('span', {class: `status ${data.s[i]}`}, data.s[i]);
}

function item(i) {
  const value = list.view[i];
  const node = value < 0 ? testItem(-1 - value) : rowItem(value);
  node.id = `item-${i}`;
  node.setAttribute('role', 'option');
  node.setAttribute('aria-setsize', list.view.length);
  node.setAttribute('aria-posinset', i + 1);
  node.style.top = `${i * list.row}px`;
  node.addEventListener('click', () => {
    list.active = i;
    openTest(value < 0 ? -1 - value : data.testOf[value]);
  });
  return node;
}

function testItem(t) {
  const [url, , , , first, rows] = data.tests[t];
  const marks = [];
  if (list.folded.has(t)) {
    marks.push(h('span', {class: 'mark'}, 'folded'));
  }
  layers.forEach((name, n) => {
    if (n < 2 && data.layerMask[t] & (1 << n)) {
      marks.push(h('span', {class: 'mark layer'}, `${name} differs`));
    }
  });
  const classes = new Map();
  let unexpected = 0;
  for (let r = first; r < first + rows; r++) {
    classes.set(data.class[r], (classes.get(data.class[r]) || 0) + 1);
    unexpected += data.x[r] === -1 ? 1 : 0;
  }
  if (unexpected > 0) {
    marks.push(h('span', {class: 'mark unexpected'}, `${unexpected} unexpected`));
  }
  for (const [c, n] of Array.from(classes).sort((a, b) => a[0] - b[0])) {
    marks.push(h('span', {class: `mark ${data.classes[c].name}`}, `${n} ${data.classes[c].name}`));
  }
  return h('div', {class: 'item test'}, shown(str(url), 'bdi', {class: 'url', title: plain(str(url))}), h('span', {class: 'marks'}, marks));
}

function rowItem(r) {
  const c = data.classes[data.class[r]];
  const statuses = [];
  if (data.engine) {
    statuses.push(h('span', {title: 'engine'}, statusMark(data.e[r])));
  }
  if (data.chrome) {
    statuses.push(data.engine ? ' · ' : '', h('span', {title: 'Chrome'}, statusMark(data.c[r])));
  }
  const message = data.em[r] >= 0 ? data.em[r] : data.cm[r];
  return h('div', {class: 'item row'},
    data.both ? h('span', {class: 'kind'}, h('span', {class: `mark ${c.name}`}, c.name)) : null, h('span', {class: 'statuses'}, statuses),
    nameOf(data.name[r]), message < 0 ? null : shown(str(message), 'bdi', {class: 'message'}),
    data.x[r] === -1 ? h('span', {class: 'mark unexpected'}, 'unexpected') : null);
}

function nameOf(i) {
  const out = shown(str(i) || '(no name)', 'bdi', {class: 'name'});
  if (cutOf(i)) {
    out.append(` … (${count(cutOf(i), 'character', 'characters')} more)`);
  }
  return out;
}

// move makes the item number i active and brings it into view.
function move(i) {
  if (list.view.length === 0) {
    return;
  }
  list.active = Math.max(0, Math.min(list.view.length - 1, i));
  const sticky = document.getElementById('filter');
  const under = getComputedStyle(sticky).position === 'sticky' ? sticky.offsetHeight : 0;
  const top = list.element.getBoundingClientRect().top + list.active * list.row;
  if (top < under) {
    scrollBy(0, top - under - list.row);
  } else if (top + list.row > innerHeight) {
    scrollBy(0, top + 2 * list.row - innerHeight);
  }
  draw();
}

// fold folds or unfolds the results of the active item's test.
function fold(folded) {
  const value = list.view[list.active];
  if (value === undefined) {
    return;
  }
  const t = value < 0 ? -1 - value : data.testOf[value];
  if (folded) {
    list.folded.add(t);
  } else {
    list.folded.delete(t);
  }
  refold();
  move(list.view.indexOf(-1 - t));
}

// neighbour is the test before or after t among those that fit, or -1.
function neighbour(t, step) {
  const tests = list.items.filter((value) => value < 0).map((value) => -1 - value);
  const at = tests.indexOf(t);
  return at < 0 ? tests[0] ?? -1 : tests[at + step] ?? -1;
}
