'use strict';
// Filters live in the address, so that a view can be passed on.
const form = document.getElementById('filter');
const text = document.getElementById('text');
const rows = [...document.getElementById('rows').rows].map(row => ({row, words: row.textContent.toLowerCase(), kind: row.dataset.class}));

function apply() {
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  const kinds = new Set([...form.querySelectorAll('[name=class]:checked')].map(box => box.value));
  let shown = 0;
  for (const {row, words: all, kind} of rows) {
    row.hidden = !kinds.has(kind) || !words.every(word => all.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  document.getElementById('count').textContent = `${shown} of ${rows.length} shown`;
}

function remember() {
  const state = new URLSearchParams();
  if (text.value) state.set('text', text.value);
  state.set('class', [...form.querySelectorAll('[name=class]:checked')].map(box => box.value).join(','));
  history.replaceState(null, '', '#' + state);
  apply();
}

function restore() {
  const state = new URLSearchParams(location.hash.slice(1));
  text.value = state.get('text') ?? '';
  if (state.has('class')) {
    const kinds = state.get('class').split(',');
    for (const box of form.querySelectorAll('[name=class]')) box.checked = kinds.includes(box.value);
  }
  apply();
}

form.addEventListener('input', remember);
form.addEventListener('submit', event => event.preventDefault());
addEventListener('hashchange', restore);
restore();
