// META: script=/common/get-host-info.sub.js
// Navigations of a page to its own address, and what a frame or window says of pages that are not loaded.
'use strict';

const page = '/common/blank.html';
const frameOf = (t, src = page) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.src = src;
  frame.onload = () => resolve(frame);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const wait = (t) => new Promise((resolve) => t.step_timeout(resolve, 100));
// navigated cancels the next navigation of a window and returns its type.
const navigated = (w) => new Promise((resolve) => {
  w.navigation.onnavigate = (e) => {
    e.preventDefault();
    resolve(e.navigationType);
  };
});

for (const [method, action, want] of [
  ['post', '', 'push'], ['post', page, 'push'], ['post', page + '?x', 'push'],
]) {
  promise_test(async (t) => {
    const w = (await frameOf(t)).contentWindow;
    const form = w.document.createElement('form');
    form.method = method;
    form.action = action;
    w.document.body.append(form);
    await wait(t);
    const type = navigated(w);
    form.submit();
    assert_equals(await type, want);
  }, `a form that is sent by ${method} to ${action || 'no address'}: ${want}`);
}

for (const [target, want] of [['', 'reload'], [';url=' + page, 'reload'], [';url=' + page + '?x', 'replace']]) {
  promise_test(async (t) => {
    const w = (await frameOf(t)).contentWindow;
    await wait(t);
    const type = navigated(w);
    const meta = w.document.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = '0' + target;
    w.document.head.append(meta);
    assert_equals(await type, want);
  }, `a refresh${target}: ${want}`);
}

promise_test(async (t) => {
  const w = (await frameOf(t)).contentWindow;
  const {committed, finished} = w.navigation.navigate('file:///');
  await promise_rejects_dom(t, 'AbortError', w.DOMException, committed);
  await promise_rejects_dom(t, 'AbortError', w.DOMException, finished);
  assert_equals(w.location.pathname, page);
}, 'a page does not lead to files');

promise_test(async (t) => {
  const url = get_host_info().HTTP_REMOTE_ORIGIN + page;
  const frame = await frameOf(t, url);
  let loads = 0;
  frame.onload = () => loads++;
  frame.src = url + '#x';
  await t.step_wait(() => loads === 1);
  await wait(t);
  assert_equals(loads, 1);
}, 'a frame of another origin fires load for another fragment');

promise_test(async (t) => {
  const frame = await frameOf(t);
  frame.onload = t.unreached_func('nothing was loaded');
  frame.src = page + '#x';
  await wait(t);
  assert_equals(frame.contentWindow.location.hash, '#x');
}, 'a frame of the same origin does not');

for (const args of [[], [''], ['about:blank']]) {
  promise_test(async (t) => {
    const w = window.open(...args);
    t.add_cleanup(() => w.close());
    const log = [];
    for (const type of ['load', 'pageshow', 'pagehide']) w.addEventListener(type, () => log.push(type));
    await wait(t);
    assert_array_equals(log, []);
    w.close();
    await t.step_wait(() => log.length > 0);
    assert_array_equals(log, ['pagehide']);
  }, `window.open(${args.map((a) => `"${a}"`)}) fires no load, and pagehide at the end`);
}

promise_test(async (t) => {
  const frame = await frameOf(t);
  frame.contentWindow.name = 'first';
  const loaded = () => new Promise((resolve) => { frame.onload = resolve });
  await wait(t);
  let next = loaded();
  frame.contentWindow.location = page + '?2';
  await next;
  assert_equals(frame.contentWindow.name, 'first');
  frame.contentWindow.name = 'second';
  next = loaded();
  frame.contentWindow.history.back();
  await next;
  assert_equals(frame.contentWindow.name, 'second');
}, 'a name goes along when a frame goes back');
