// Event handler content attributes are inline scripts of their own kind.
'use strict';

const frameOf = (t, csp, body) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${csp}">${body}`;
  frame.onload = () => resolve(frame.contentWindow);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const turn = (t) => new Promise((resolve) => t.step_timeout(resolve, 0));

for (const [csp, blocked] of [
  ['script-src \'self\'', true],
  ['default-src \'none\'', true],
  ['script-src \'unsafe-inline\'', false],
  ['script-src-attr \'none\'; script-src \'unsafe-inline\'', true],
  ['script-src-elem \'none\'', false],
  ['script-src-attr \'unsafe-inline\'; script-src \'none\'', false],
  ['img-src \'none\'', false],
]) {
  promise_test(async (t) => {
    window.ran = 0;
    const w = await frameOf(t, csp, '<p></p>');
    const p = w.document.querySelector('p');
    const seen = [];
    w.document.addEventListener('securitypolicyviolation', (e) => seen.push([e.target.localName, e.effectiveDirective, e.blockedURI].join(' ')));
    p.setAttribute('onclick', 'parent.ran++');
    p.click();
    await turn(t);
    assert_equals(window.ran, blocked ? 0 : 1);
    assert_array_equals(seen, blocked ? ['p script-src-attr inline'] : []);
    assert_equals(p.onclick === null, blocked);
  }, `${csp} ${blocked ? 'blocks' : 'allows'} onclick`);
}

promise_test(async (t) => {
  window.ran = 0;
  const w = await frameOf(t, 'script-src \'none\'', '<p onclick="parent.ran++"></p>');
  const p = w.document.querySelector('p');
  p.click();
  assert_equals(window.ran, 0);
  p.onclick = () => { window.ran = 'by script' };
  p.click();
  assert_equals(window.ran, 'by script');
}, 'what the parser finds is blocked, what script assigns is not');
