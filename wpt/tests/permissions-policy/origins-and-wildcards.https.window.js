// META: script=/common/get-host-info.sub.js
// Wildcards are for the header alone, and the source of a sandboxed frame is its opaque origin.
'use strict';

const {HTTPS_ORIGIN, HTTPS_REMOTE_ORIGIN} = get_host_info();
const blank = '/common/blank.html';
const header = (value) => blank + '?pipe=header(Permissions-Policy,' + value.replaceAll(/[(),:]/g, '\\$&') + ')';
const frameOf = (t, attributes) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  frame.onload = () => resolve(frame);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const listOf = async (t, value) => (await frameOf(t, {src: header(value)})).contentDocument.featurePolicy.getAllowlistForFeature('fullscreen');

promise_test(async (t) => {
  assert_array_equals(await listOf(t, 'fullscreen=("https://*.b.test")'), ['https://*.b.test']);
}, 'a wildcard in front of a host');

promise_test(async (t) => {
  assert_array_equals(await listOf(t, 'fullscreen=("https://*.*.b.test" "https://a.*.b.test" "*://b.test" "https://b.test")'), ['https://b.test']);
}, 'wildcards elsewhere name nobody');

promise_test(async (t) => {
  assert_array_equals(await listOf(t, 'fullscreen=("https://b.test" "https://a.test")'), ['https://a.test', 'https://b.test']);
}, 'the list is in order');

promise_test(async (t) => {
  const wild = HTTPS_REMOTE_ORIGIN.replace(/\/\/[^.]+\./, '//*.');
  const one = await frameOf(t, {src: HTTPS_REMOTE_ORIGIN + blank, allow: 'fullscreen ' + HTTPS_REMOTE_ORIGIN});
  assert_true(one.featurePolicy.allowsFeature('fullscreen'));
  const other = await frameOf(t, {src: HTTPS_REMOTE_ORIGIN + blank, allow: 'fullscreen ' + wild});
  assert_false(other.featurePolicy.allowsFeature('fullscreen'));
}, 'allow knows no wildcards');

promise_test(async (t) => {
  const probe = (attributes) => new Promise((resolve) => {
    const page = '<script>parent.postMessage(document.fullscreenEnabled, "*")<\/script>';
    addEventListener('message', (e) => resolve(e.data), {once: true});
    frameOf(t, {srcdoc: page, ...attributes});
  });
  assert_true(await probe({}));
  assert_false(await probe({sandbox: 'allow-scripts'}));
  assert_true(await probe({sandbox: 'allow-scripts', allow: 'fullscreen'}));
  assert_true(await probe({sandbox: 'allow-scripts', allow: 'fullscreen \'src\''}));
  assert_false(await probe({sandbox: 'allow-scripts', allow: 'fullscreen \'self\''}));
  assert_false(await probe({allow: 'fullscreen \'none\''}));
}, 'fullscreenEnabled of sandboxed frames');

test(() => {
  assert_true(document.fullscreenEnabled);
  assert_false(document.implementation.createHTMLDocument('').fullscreenEnabled);
}, 'fullscreenEnabled of the page and of a document without a window');
