// Style sheets that link elements name are fetched, tell how it went, and keep the window's load event waiting.
'use strict';

const event = (el) => new Promise((resolve) => {
  for (const type of ['load', 'error']) el.addEventListener(type, () => resolve(type), {once: true});
});
const link = (t, attributes) => {
  const el = document.createElement('link');
  for (const [name, value] of Object.entries(attributes)) el.setAttribute(name, value);
  t.add_cleanup(() => el.remove());
  document.head.append(el);
  return el;
};

for (const [name, attributes, want] of [
  ['an empty sheet', {rel: 'stylesheet', href: 'data:text/css,'}, 'load'],
  ['a relation in other letters', {rel: 'StyleSheet', href: 'data:text/css,a{}'}, 'load'],
  ['one relation of several', {rel: 'noopener stylesheet', href: 'data:text/css,a{}'}, 'load'],
  ['what is not there', {rel: 'stylesheet', href: '/not/there.css'}, 'error'],
]) {
  promise_test(async (t) => {
    assert_equals(await event(link(t, attributes)), want);
  }, `${name}: ${want}`);
}

for (const [name, attributes] of [
  ['another relation', {rel: 'author', href: '/common/blank.html'}],
  ['another type', {rel: 'stylesheet', type: 'text/plain', href: '/common/blank.html'}],
  ['no address', {rel: 'stylesheet'}],
]) {
  promise_test(async (t) => {
    const el = link(t, attributes);
    el.onload = el.onerror = t.unreached_func('nothing is fetched');
    await new Promise((resolve) => t.step_timeout(resolve, 100));
  }, `${name}: nothing`);
}

promise_test(async (t) => {
  const el = link(t, {rel: 'stylesheet', href: 'data:text/css,'});
  assert_equals(await event(el), 'load');
  el.href = '/not/there.css';
  assert_equals(await event(el), 'error');
}, 'another address is fetched again');

promise_test(async (t) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<script>
    const log = parent.sheetLog = [];
    onload = () => log.push('window');
  <\/script><link rel="stylesheet" onerror="log.push('sheet')" href="/not/there.css?pipe=trickle(d1)">`;
  t.add_cleanup(() => frame.remove());
  const loaded = new Promise((resolve) => { frame.onload = resolve });
  document.body.append(frame);
  await loaded;
  assert_array_equals(window.sheetLog, ['sheet', 'window']);
}, 'the load event of a window waits for its sheets');

promise_test(async (t) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = '<meta http-equiv="Content-Security-Policy" content="style-src \'none\'">';
  t.add_cleanup(() => frame.remove());
  const loaded = new Promise((resolve) => { frame.onload = resolve });
  document.body.append(frame);
  await loaded;
  const d = frame.contentDocument;
  const violation = new Promise((resolve) => d.addEventListener('securitypolicyviolation', resolve));
  const el = d.createElement('link');
  el.rel = 'stylesheet';
  el.href = '/common/blank.html';
  d.head.append(el);
  assert_equals(await event(el), 'error');
  assert_equals((await violation).effectiveDirective, 'style-src-elem');
}, 'Content Security Policy is asked');
