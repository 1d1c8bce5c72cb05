// META: timeout=long
// Which element :target matches, as far as it can be told without scrolling.
'use strict';

const frameOf = (t, fragment = '') => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.src = URL.createObjectURL(new Blob(['<!DOCTYPE html><p id="a"></p><p id="\u00E9"></p><a name="b"></a><p id="b c"></p>'], {type: 'text/html;charset=utf-8'})) + fragment;
  frame.onload = () => resolve(frame.contentWindow);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const target = (w) => {
  const el = w.document.querySelector(':target');
  return el && (el.id || el.name);
};

for (const [fragment, want] of [
  ['', null], ['#', null], ['#a', 'a'], ['#A', null], ['#b', 'b'], ['#%61', 'a'], ['#%C3%A9', '\u00E9'], ['#b%20c', 'b c'], ['#top', null], ['#none', null],
]) {
  promise_test(async (t) => {
    assert_equals(target(await frameOf(t, fragment)), want);
  }, `a page that is loaded with ${fragment || 'no fragment'}`);

  promise_test(async (t) => {
    const w = await frameOf(t, '');
    w.location.hash = fragment;
    assert_equals(target(w), want);
  }, `a page that goes to ${fragment || 'no fragment'}`);
}

promise_test(async (t) => {
  const w = await frameOf(t, '#a');
  w.history.pushState(null, '', '#b');
  assert_equals(target(w), 'a');
}, 'pushState() leaves it as it is');

promise_test(async (t) => {
  const w = await frameOf(t, '#a');
  const el = w.document.getElementById('a');
  assert_true(el.matches('p:target'));
  assert_equals(el.closest(':target'), el);
  assert_array_equals([...w.document.querySelectorAll('p:not(:target)')].map((e) => e.id), ['\u00E9', 'b c']);
}, 'in other selectors');
