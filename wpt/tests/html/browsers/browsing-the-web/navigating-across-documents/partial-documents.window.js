// META: title=Documents whose bodies arrive in pieces
'use strict';

const page = 'resources/partial.html';

// Where the text begins in a resource.
async function place(text, url = page) {
  const at = (await (await fetch(url)).text()).indexOf(text);
  assert_greater_than(at, 0);
  return at;
}

// A frame whose document comes in two pieces, the second one after a delay in seconds.
function add(t, size, delay, url = page) {
  const frame = document.createElement('iframe');
  frame.loads = 0;
  frame.onload = () => frame.loads++;
  frame.src = `${url}?pipe=trickle(${size}:d${delay})`;
  document.body.append(frame);
  t.add_cleanup(() => frame.remove());
  return frame;
}

const until = (t, condition) => t.step_wait(condition, undefined, 5000, 10);
const has = (frame, id) => frame.contentDocument.getElementById(id) !== null;

promise_test(async t => {
  const frame = add(t, await place('<p id=after'), 0.5);
  await until(t, () => frame.contentWindow.log?.length === 2);
  const d = frame.contentDocument;
  assert_true(has(frame, 'before'));
  assert_false(has(frame, 'after'));
  assert_equals(d.readyState, 'loading');
  assert_equals(frame.loads, 0);
  await until(t, () => frame.loads === 1);
  assert_equals(frame.contentDocument, d);
  assert_true(has(frame, 'after'));
  assert_equals(d.readyState, 'complete');
  assert_array_equals(frame.contentWindow.log,
      ['script loading', 'second script', 'interactive', 'DOMContentLoaded', 'complete', 'load']);
}, 'scripts of the first piece run before the second one comes');

promise_test(async t => {
  const frame = add(t, await place('push(\'second'), 0.3);
  await until(t, () => frame.contentWindow.log?.length === 1 && has(frame, 'cut'));
  assert_array_equals(frame.contentWindow.log, ['script loading']);
  await until(t, () => frame.loads === 1);
  assert_array_equals(frame.contentWindow.log,
      ['script loading', 'second script', 'interactive', 'DOMContentLoaded', 'complete', 'load']);
}, 'a script that is not complete does not run');

promise_test(async t => {
  const frame = add(t, await place('p;two'), 0.3);
  await until(t, () => has(frame, 'cut'));
  const cut = frame.contentDocument.getElementById('cut');
  assert_equals(cut.textContent, 'one');
  await until(t, () => frame.loads === 1);
  assert_equals(cut.textContent, 'one&two');
  assert_equals(cut.childNodes.length, 1);
}, 'a character reference between two pieces');

promise_test(async t => {
  const frame = add(t, await place('fore>before'), 0.3);
  await until(t, () => frame.contentWindow.log?.length === 1);
  assert_equals(frame.contentDocument.querySelector('p'), null);
  await until(t, () => frame.loads === 1);
  assert_equals(frame.contentDocument.querySelectorAll('p').length, 3);
  assert_equals(frame.contentDocument.querySelector('p').id, 'before');
}, 'a tag between two pieces');

promise_test(async t => {
  const frame = add(t, await place('<p id=after'), 30);
  await until(t, () => frame.contentWindow.log?.length === 2);
  const w = frame.contentWindow;
  w.stop();
  assert_equals(frame.contentDocument.readyState, 'complete');
  await new Promise(resolve => t.step_timeout(resolve, 100));
  assert_false(has(frame, 'after'));
  assert_false(w.log.includes('DOMContentLoaded'));
  assert_false(w.log.includes('load'));
}, 'stop() between two pieces');

promise_test(async t => {
  const frame = add(t, await place('<p id=after'), 30);
  await until(t, () => frame.contentWindow.log?.length === 2);
  const w = frame.contentWindow;
  const log = w.log;
  let unloads = 0;
  w.addEventListener('unload', () => unloads++);
  w.location.replace('/common/blank.html');
  await until(t, () => frame.loads === 1);
  assert_equals(frame.contentDocument.URL, new URL('/common/blank.html', location.href).href);
  assert_equals(unloads, 1);
  assert_false(log.includes('load'));
}, 'a navigation away between two pieces');

promise_test(async t => {
  const frame = add(t, await place('<p id=after'), 0.3);
  await until(t, () => frame.contentWindow.log?.length === 2);
  const d = frame.contentDocument;
  d.getElementById('before').remove();
  d.body.append('moved', d.getElementById('cut'));
  d.title = 'changed';
  await until(t, () => frame.loads === 1);
  assert_false(has(frame, 'before'));
  assert_equals(d.title, 'changed');
  assert_equals(d.querySelectorAll('#cut').length, 1);
  assert_equals(d.body.lastElementChild.id, 'after');
}, 'what script changed between two pieces stays as it is');

promise_test(async t => {
  const frame = add(t, await place('<p id=after'), 0.3);
  await until(t, () => frame.contentWindow.log?.length === 2);
  const inner = frame.contentDocument.createElement('iframe');
  let loads = 0;
  inner.onload = () => loads++;
  inner.src = '/common/blank.html';
  frame.contentDocument.body.append(inner);
  await until(t, () => loads === 1);
  assert_equals(frame.contentDocument.readyState, 'loading');
  await until(t, () => frame.loads === 1);
}, 'frames load between two pieces');

promise_test(async t => {
  const frame = add(t, 9, 0.3, 'resources/partial.txt');
  await until(t, () => frame.contentDocument?.querySelector('pre')?.textContent.length > 0);
  const pre = frame.contentDocument.querySelector('pre');
  assert_equals(pre.textContent, 'some text');
  assert_equals(frame.loads, 0);
  await until(t, () => frame.loads === 1);
  assert_equals(pre.textContent, 'some text, and the rest of it\n');
}, 'a text document in two pieces');
