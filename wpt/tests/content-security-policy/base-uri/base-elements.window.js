// base-uri and base elements, as parsed, inserted and changed.
'use strict';

const frameOf = (t, csp, body) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${csp}">
    <script>addEventListener('securitypolicyviolation', (e) => (window.seen ??= []).push(e.effectiveDirective + ' ' + e.blockedURI))<\/script>${body}`;
  frame.onload = () => resolve(frame.contentWindow);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const elsewhere = 'http://elsewhere.test/dir/';
const here = document.baseURI;
const turn = (t) => new Promise((resolve) => t.step_timeout(resolve, 0));

for (const [csp, href, base, want] of [
  ['base-uri \'self\'', elsewhere, here, ['base-uri ' + elsewhere]],
  ['base-uri \'self\'', location.origin + '/x/', location.origin + '/x/', undefined],
  ['base-uri \'none\'', location.origin + '/x/', here, [`base-uri ${location.origin}/x/`]],
  ['base-uri http://elsewhere.test', elsewhere, elsewhere, undefined],
  ['default-src \'self\' \'unsafe-inline\'', elsewhere, elsewhere, undefined],
]) {
  promise_test(async (t) => {
    const w = await frameOf(t, csp, `<base href="${href}">`);
    assert_equals(w.document.baseURI, base);
    await turn(t);
    assert_array_equals(w.seen ?? [], want ?? []);
  }, `${csp} and a base of ${href}`);
}

promise_test(async (t) => {
  const w = await frameOf(t, 'base-uri \'none\'', '');
  const base = w.document.createElement('base');
  base.href = elsewhere;
  w.document.head.append(base);
  assert_equals(w.document.baseURI, here);
  await turn(t);
  assert_array_equals(w.seen, ['base-uri ' + elsewhere]);
  base.href = elsewhere + 'other/';
  await turn(t);
  assert_array_equals(w.seen, ['base-uri ' + elsewhere, `base-uri ${elsewhere}other/`]);
}, 'a base that script inserts and changes');

promise_test(async (t) => {
  const w = await frameOf(t, 'base-uri http://elsewhere.test', `<base href="${elsewhere}"><base href="${location.origin}/x/">`);
  assert_equals(w.document.baseURI, elsewhere);
  await turn(t);
  assert_equals(w.seen, undefined);
}, 'only the first base counts');
