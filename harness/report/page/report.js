'use strict';
// Shows the tests and subtests that fit the chosen classes and the text.
(() => {
  const text = document.getElementById('text');
  const boxes = Array.from(document.querySelectorAll('input[name=class]'));
  const tests = Array.from(document.querySelectorAll('details.test'), (details) => ({
    details, name: details.dataset.text.toLowerCase(),
    rows: Array.from(details.querySelectorAll('tr[data-class]'), (row) => ({
      row, name: row.textContent.toLowerCase(), kind: row.dataset.class,
    })),
  }));
  const show = () => {
    const kinds = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const word = text.value.trim().toLowerCase();
    let seen = 0;
    let rowsSeen = 0;
    for (const test of tests) {
      let any = 0;
      const named = test.name.includes(word);
      for (const {row, name, kind} of test.rows) {
        row.hidden = !kinds.has(kind) || !named && !name.includes(word);
        any += row.hidden ? 0 : 1;
      }
      test.details.hidden = any === 0;
      seen += any > 0 ? 1 : 0;
      rowsSeen += any;
    }
    document.getElementById('shown').textContent = `${rowsSeen} results in ${seen} of ${tests.length} tests`;
    document.getElementById('none').hidden = seen > 0;
  };
  text.addEventListener('input', show);
  for (const box of boxes) {
    box.addEventListener('change', show);
  }
  document.getElementById('filter').addEventListener('submit', (event) => event.preventDefault());
  show();
})();
