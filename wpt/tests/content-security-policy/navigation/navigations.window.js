// META: script=/common/get-host-info.sub.js
// The directives that say where a document and its frames may go, and who may frame it.
'use strict';

const {HTTP_ORIGIN, HTTP_REMOTE_ORIGIN} = get_host_info();
const blank = '/common/blank.html';
const page = (csp, body = '') => `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${csp}">${body}`;
const frameOf = (t, attributes) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  Object.assign(frame, attributes);
  frame.onload = () => resolve(frame);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const shows = (w) => {
  try {
    return w.location.pathname;
  } catch {
    return 'another origin';
  }
};

for (const [csp, blocked] of [['form-action \'none\'', true], ['form-action \'self\'', false]]) {
  promise_test(async (t) => {
    const frame = await frameOf(t, {srcdoc: page(csp, `<form action="${HTTP_ORIGIN}${blank}"></form>`)});
    const event = new Promise((resolve) => frame.contentDocument.addEventListener('securitypolicyviolation', resolve));
    const load = new Promise((resolve) => { frame.onload = resolve });
    frame.contentDocument.forms[0].submit();
    if (!blocked) {
      await load;
      assert_equals(shows(frame.contentWindow), blank);
      return;
    }
    const e = await event;
    assert_equals(e.effectiveDirective, 'form-action');
    assert_equals(e.blockedURI, HTTP_ORIGIN + blank + '?');
  }, `${csp} ${blocked ? 'blocks' : 'allows'} a form`);
}

for (const [csp, directive] of [['frame-src \'none\'', 'frame-src'], ['child-src \'none\'', 'frame-src'], ['default-src \'none\'', 'frame-src'], ['frame-src \'self\'', '']]) {
  promise_test(async (t) => {
    const frame = await frameOf(t, {srcdoc: page(csp)});
    const d = frame.contentDocument;
    const event = new Promise((resolve) => d.addEventListener('securitypolicyviolation', resolve));
    const inner = d.createElement('iframe');
    inner.src = HTTP_ORIGIN + blank;
    const load = new Promise((resolve) => { inner.onload = () => resolve('loaded') });
    d.body.append(inner);
    if (directive === '') {
      await load;
      assert_equals(shows(inner.contentWindow), blank);
      return;
    }
    const e = await event;
    assert_equals(e.effectiveDirective, directive);
    assert_equals(e.blockedURI, HTTP_ORIGIN + blank);
    await load;
    assert_equals(inner.contentDocument, null);
  }, `${csp} and a frame`);
}

for (const [ancestors, blocked] of [['\'none\'', true], ['\'self\'', false], ['http://elsewhere.test', true], ['*', false]]) {
  promise_test(async (t) => {
    const value = `frame-ancestors ${ancestors}`.replaceAll(':', '\\:');
    const frame = await frameOf(t, {src: `${blank}?pipe=header(Content-Security-Policy,${value})`});
    assert_equals(frame.contentDocument === null, blocked);
  }, `frame-ancestors ${ancestors} ${blocked ? 'keeps a page out of' : 'lets a page into'} a frame`);
}

promise_test(async (t) => {
  const frame = await frameOf(t, {src: `${blank}?pipe=header(X-Frame-Options,DENY)|header(Content-Security-Policy,frame-ancestors 'self')`});
  assert_not_equals(frame.contentDocument, null);
}, 'frame-ancestors takes the place of X-Frame-Options');

promise_test(async (t) => {
  const frame = await frameOf(t, {src: `${blank}?pipe=header(X-Frame-Options,DENY)`});
  assert_equals(frame.contentDocument, null);
}, 'X-Frame-Options without frame-ancestors');
