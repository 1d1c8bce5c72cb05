// META: title=Errors of scripts of other origins
// META: script=/common/get-host-info.sub.js

'use strict';

setup({allow_uncaught_exception: true});

const path = '/html/webappapis/scripting/processing-model/resources/throws.js';

const load = (t, origin, crossorigin) => new Promise((resolve) => {
  addEventListener('error', (e) => resolve(e), {once: true});
  const script = document.createElement('script');
  if (crossorigin) {
    script.crossOrigin = 'anonymous';
  }
  script.src = origin + path + (crossorigin ? '?pipe=header(Access-Control-Allow-Origin,*)' : '');
  document.body.append(script);
  t.add_cleanup(() => script.remove());
});

promise_test(async (t) => {
  const event = await load(t, get_host_info().HTTP_ORIGIN);
  assert_true(event.message.includes('secret'));
  assert_true(event.filename.endsWith('throws.js'));
  assert_equals(event.lineno, 2);
  assert_true(event.error instanceof Error);
}, 'the same origin');

promise_test(async (t) => {
  const event = await load(t, get_host_info().HTTP_REMOTE_ORIGIN);
  assert_array_equals([event.message, event.filename, event.lineno, event.colno, event.error], ['Script error.', '', 0, 0, null]);
  const later = new Promise((resolve) => addEventListener('error', resolve, {once: true}));
  setTimeout(self.throwLater, 0);
  assert_equals((await later).message, 'Script error.');
}, 'another origin');

promise_test(async (t) => {
  const event = await load(t, get_host_info().HTTP_REMOTE_ORIGIN, true);
  assert_true(event.message.includes('secret'));
  assert_true(event.error instanceof Error);
}, 'another origin that allows it');
