// META: script=/common/get-host-info.sub.js
// The sandbox directive of the policy that a frame requires of its pages, with its csp attribute.
'use strict';

const required = 'sandbox allow-scripts allow-same-origin';
const probe = '/html/browsers/sandboxing/resources/probe.html';
const script = `<script>
  let says = 'open';
  try { document.domain = document.domain } catch { says = 'sandboxed' }
  parent.postMessage({says}, '*');
<\/script>`;
const {HTTP_ORIGIN, HTTP_REMOTE_ORIGIN} = get_host_info();
const header = (...fields) => '?pipe=' + fields.map(([name, value]) => `header(${name},${value})`).join('|');

const frameOf = (t, attributes) => {
  const frame = document.createElement('iframe');
  for (const [name, value] of Object.entries(attributes)) frame[name] = value;
  t.add_cleanup(() => frame.remove());
  return frame;
};
const heard = (frame) => new Promise((resolve) => {
  addEventListener('message', function hear(e) {
    if (e.source !== frame.contentWindow) return;
    removeEventListener('message', hear);
    resolve(e.data.says);
  });
});
const says = (frame) => {
  const answer = heard(frame);
  document.body.append(frame);
  return answer;
};

test((t) => {
  const frame = frameOf(t, {csp: required});
  assert_equals(frame.getAttribute('csp'), required);
  frame.setAttribute('csp', 'img-src *');
  assert_equals(frame.csp, 'img-src *');
}, 'csp reflects the attribute');

promise_test(async (t) => {
  assert_equals(await says(frameOf(t, {srcdoc: script})), 'open');
}, 'without csp a srcdoc page is not sandboxed');

promise_test(async (t) => {
  assert_equals(await says(frameOf(t, {srcdoc: script, csp: required})), 'sandboxed');
}, 'a srcdoc page');

promise_test(async (t) => {
  const src = URL.createObjectURL(new Blob([script], {type: 'text/html'}));
  assert_equals(await says(frameOf(t, {src, csp: required})), 'sandboxed');
}, 'a page of a blob: URL');

promise_test(async (t) => {
  assert_equals(await says(frameOf(t, {src: 'data:text/html,' + encodeURIComponent(script), csp: required})), 'sandboxed');
}, 'a page of a data: URL');

promise_test(async (t) => {
  const src = HTTP_ORIGIN + probe + header(['Allow-CSP-From', '*']);
  assert_equals(await says(frameOf(t, {src, csp: required})), 'sandboxed');
}, 'a page of the same origin that agrees');

promise_test(async (t) => {
  const src = HTTP_REMOTE_ORIGIN + probe + header(['Allow-CSP-From', '*']);
  assert_equals(await says(frameOf(t, {src, csp: required})), 'sandboxed');
}, 'a page of another origin that agrees with all');

promise_test(async (t) => {
  const src = HTTP_REMOTE_ORIGIN + probe + header(['Allow-CSP-From', HTTP_ORIGIN.replace(':', '\\:')]);
  assert_equals(await says(frameOf(t, {src, csp: required})), 'sandboxed');
}, 'a page of another origin that agrees with this one');

promise_test(async (t) => {
  const frame = frameOf(t, {src: HTTP_REMOTE_ORIGIN + probe, csp: required});
  const first = heard(frame).then(() => 'shown');
  const loaded = new Promise((resolve) => { frame.onload = () => resolve('blocked') });
  document.body.append(frame);
  assert_equals(await Promise.race([first, loaded]), 'blocked');
}, 'a page of another origin that does not agree is not shown');

promise_test(async (t) => {
  const frame = frameOf(t, {src: HTTP_REMOTE_ORIGIN + probe + header(['Allow-CSP-From', 'http://elsewhere.test']), csp: required});
  const first = heard(frame).then(() => 'shown');
  const loaded = new Promise((resolve) => { frame.onload = () => resolve('blocked') });
  document.body.append(frame);
  assert_equals(await Promise.race([first, loaded]), 'blocked');
}, 'a page that agrees with somebody else is not shown');

promise_test(async (t) => {
  const src = HTTP_REMOTE_ORIGIN + probe + header(['Content-Security-Policy', 'sandbox allow-scripts']);
  assert_equals(await says(frameOf(t, {src, csp: required})), 'sandboxed');
}, 'a page of another origin that is stricter with itself is shown');

promise_test(async (t) => {
  assert_equals(await says(frameOf(t, {srcdoc: script, csp: required + ', img-src *'})), 'open');
}, 'two policies are none');

promise_test(async (t) => {
  assert_equals(await says(frameOf(t, {srcdoc: script, csp: required + '; report-uri /x'})), 'open');
}, 'a policy that reports is none');

promise_test(async (t) => {
  const inner = `<iframe srcdoc="${script.replaceAll('"', '&quot;').replace('parent.', 'top.')}"></iframe>`;
  const frame = frameOf(t, {srcdoc: inner, csp: required});
  const answer = new Promise((resolve) => addEventListener('message', (e) => resolve(e.data.says), {once: true}));
  document.body.append(frame);
  assert_equals(await answer, 'sandboxed');
}, 'what is required holds for frames within');
