// META: script=/common/get-host-info.sub.js
// What an img element fetches, when it tells that it has it, and what waits for it.
'use strict';

// A GIF of 3 by 2 pixels.
const gif = 'data:image/gif;base64,R0lGODlhAwACAIAAAAAAAP///yH5BAEAAAAALAAAAAADAAIAAAIChF8AOw==';
const event = (el) => new Promise((resolve) => {
  for (const type of ['load', 'error']) el.addEventListener(type, () => resolve(type), {once: true});
});

promise_test(async () => {
  const img = new Image();
  assert_true(img.complete);
  img.src = gif;
  assert_equals(await event(img), 'load');
  assert_true(img.complete);
  assert_array_equals([img.naturalWidth, img.naturalHeight, img.width, img.height], [3, 2, 3, 2]);
  assert_equals(img.currentSrc, gif);
}, 'an image that is in no document is loaded');

promise_test(async () => {
  const img = new Image(30, 20);
  assert_array_equals([img.width, img.height], [30, 20]);
  img.src = gif;
  await event(img);
  assert_array_equals([img.width, img.height, img.naturalWidth], [30, 20, 3]);
}, 'attributes go before the natural size');

promise_test(async () => {
  const img = new Image();
  img.src = '/common/blank.html';
  assert_equals(await event(img), 'error');
  assert_true(img.complete);
  assert_equals(img.naturalWidth, 0);
}, 'what is no image is an error');

promise_test(async () => {
  const img = new Image();
  img.src = 'https://[';
  assert_equals(await event(img), 'error');
}, 'what is no URL is an error');

promise_test(async (t) => {
  const img = new Image();
  img.src = '';
  assert_equals(await event(img), 'error');
  img.onerror = t.unreached_func('nothing was asked for');
  img.removeAttribute('src');
  await new Promise((resolve) => t.step_timeout(resolve, 50));
}, 'an empty src is an error, none is nothing');

promise_test(async (t) => {
  const img = new Image();
  const log = [];
  img.onload = () => log.push('load');
  img.onerror = () => log.push('error');
  img.src = '/common/blank.html?first';
  img.src = '/common/blank.html?second';
  img.src = gif;
  await new Promise((resolve) => t.step_timeout(resolve, 100));
  assert_array_equals(log, ['load']);
}, 'only the last of several changes in a script counts');

promise_test(async () => {
  const first = new Image();
  first.src = gif;
  await event(first);
  const second = new Image();
  second.src = gif;
  assert_true(second.complete);
  assert_equals(second.naturalWidth, 3);
  assert_equals(await event(second), 'load');
}, 'an image that is there already is complete at once');

promise_test(async () => {
  const img = new Image();
  img.src = gif;
  let task = false;
  const loaded = event(img);
  await Promise.resolve().then(() => { task = true });
  assert_true(task);
  assert_equals(await loaded, 'load');
}, 'load comes in a task');

promise_test(async (t) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<script>
    const log = parent.imageLog = [];
    onload = () => log.push('window');
  <\/script><img onload="log.push('image')" src="${gif}"><img onerror="log.push('broken')" src="/common/blank.html?slow&pipe=trickle(d1)">`;
  t.add_cleanup(() => frame.remove());
  const loaded = new Promise((resolve) => { frame.onload = resolve });
  document.body.append(frame);
  await loaded;
  assert_array_equals(window.imageLog.sort(), ['broken', 'image', 'window']);
}, 'the load event of a window waits for its images, also for those that cannot be had');

promise_test(async (t) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = '<meta http-equiv="Content-Security-Policy" content="img-src \'none\'">';
  t.add_cleanup(() => frame.remove());
  const loaded = new Promise((resolve) => { frame.onload = resolve });
  document.body.append(frame);
  await loaded;
  const w = frame.contentWindow;
  const violation = new Promise((resolve) => w.document.addEventListener('securitypolicyviolation', resolve));
  const img = new w.Image();
  img.src = '/common/blank.html';
  assert_equals(await event(img), 'error');
  assert_equals((await violation).effectiveDirective, 'img-src');
}, 'Content Security Policy is asked');

promise_test(async () => {
  const img = new Image();
  img.crossOrigin = 'anonymous';
  img.src = get_host_info().HTTP_REMOTE_ORIGIN + '/common/blank.html';
  assert_equals(await event(img), 'error');
}, 'CORS is asked for if the element says so');

promise_test(async () => {
  const img = document.createElement('img');
  img.src = gif;
  await event(img);
  const copy = img.cloneNode();
  assert_equals(await event(copy), 'load');
  assert_equals(copy.naturalWidth, 3);
}, 'a clone loads the image too');

test(() => {
  const d = document.implementation.createHTMLDocument('');
  const img = d.createElement('img');
  img.src = gif;
  assert_equals(img.naturalWidth, 0);
}, 'in a document without a window nothing is loaded');
