// META: script=/common/get-host-info.sub.js
// form-action holds for where redirects lead, and for javascript: URLs.
'use strict';

const {HTTP_ORIGIN, HTTP_REMOTE_ORIGIN} = get_host_info();
const page = (csp, action) => `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${csp}">
  <iframe name="target"></iframe><form action="${action}" method="post" target="target"></form>`;
const frameOf = (t, srcdoc) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = srcdoc;
  frame.onload = () => resolve(frame);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const submitted = async (t, csp, action) => {
  const d = (await frameOf(t, page(csp, action))).contentDocument;
  const event = new Promise((resolve) => d.addEventListener('securitypolicyviolation', resolve));
  const load = new Promise((resolve) => { d.querySelector('iframe').onload = () => resolve('loaded') });
  d.forms[0].submit();
  return Promise.race([event, load]);
};
const redirect = (to) => `${HTTP_ORIGIN}/common/redirect.py?location=${to}/common/blank.html`;

promise_test(async (t) => {
  const e = await submitted(t, 'form-action \'self\'', redirect(HTTP_REMOTE_ORIGIN));
  assert_not_equals(e, 'loaded');
  assert_equals(e.effectiveDirective, 'form-action');
  assert_equals(e.blockedURI, redirect(HTTP_REMOTE_ORIGIN));
}, 'a redirect to where forms may not go');

promise_test(async (t) => {
  assert_equals(await submitted(t, 'form-action \'self\'', redirect(HTTP_ORIGIN)), 'loaded');
}, 'a redirect to where forms may go');

promise_test(async (t) => {
  assert_equals(await submitted(t, `form-action ${HTTP_ORIGIN} ${HTTP_REMOTE_ORIGIN}/other/`, redirect(HTTP_REMOTE_ORIGIN)), 'loaded');
}, 'paths do not count after a redirect');

promise_test(async (t) => {
  const e = await submitted(t, 'form-action \'none\'', 'javascript:parent.ran = 1');
  assert_equals(e.effectiveDirective, 'form-action');
  assert_equals(window.ran, undefined);
}, 'a javascript: URL as the action');
