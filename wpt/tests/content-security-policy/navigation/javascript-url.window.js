// javascript: URLs are inline scripts to the policies of the document that navigates.
'use strict';

const page = (csp, body) => `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${csp}">${body}`;
const frameOf = (t, srcdoc) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = srcdoc;
  frame.onload = () => resolve(frame);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const violation = (w) => new Promise((resolve) => w.addEventListener('securitypolicyviolation', resolve, {once: true}));

for (const [csp, blocked] of [
  ['script-src \'self\'', true],
  ['default-src \'none\'', true],
  ['script-src \'unsafe-inline\'', false],
  ['script-src \'unsafe-inline\' \'nonce-x\'', true],
  ['script-src-elem \'self\'', true],
  ['script-src-attr \'none\'', false],
  ['img-src \'none\'', false],
]) {
  promise_test(async (t) => {
    const frame = await frameOf(t, page(csp, `<a href="javascript:parent.ran = '${csp.length}'; void 0"></a>`));
    window.ran = undefined;
    const event = violation(frame.contentWindow);
    frame.contentDocument.querySelector('a').click();
    if (!blocked) {
      await t.step_wait(() => window.ran !== undefined);
      return;
    }
    const e = await event;
    assert_equals(e.effectiveDirective, 'script-src-elem');
    assert_equals(e.violatedDirective, 'script-src-elem');
    assert_equals(e.blockedURI, 'inline');
    assert_equals(e.disposition, 'enforce');
    assert_equals(window.ran, undefined);
  }, `${csp} ${blocked ? 'blocks' : 'allows'} a javascript: URL`);
}
