// Code that script makes of strings needs 'unsafe-eval' where a policy governs scripts.
'use strict';

const frameOf = (t, csp) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${csp}">`;
  frame.onload = () => resolve(frame.contentWindow);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});
const turn = (t) => new Promise((resolve) => t.step_timeout(resolve, 0));

const ways = {
  'indirect eval': (w) => w.eval('1 + 1'),
  'Function': (w) => w.Function('return 2')(),
  'new Function': (w) => new w.Function('a', 'return a')(2),
  'GeneratorFunction': (w) => w.Object.getPrototypeOf(w.make).constructor('yield 2')().next().value,
};

const withGenerator = 'function* make() {}';

for (const [csp, blocked] of [
  ['script-src \'unsafe-inline\'', true],
  ['default-src \'self\' \'unsafe-inline\'', true],
  ['script-src \'unsafe-inline\' \'unsafe-eval\'', false],
  ['script-src \'unsafe-inline\'; default-src \'unsafe-eval\'', true],
  ['script-src-elem \'unsafe-inline\'', false],
  ['img-src \'none\'', false],
]) {
  for (const [name, way] of Object.entries(ways)) {
    promise_test(async (t) => {
      const w = await frameOf(t, csp);
      const seen = [];
      w.document.addEventListener('securitypolicyviolation', (e) => seen.push([e.effectiveDirective, e.blockedURI].join(' ')));
      const script = w.document.createElement('script');
      script.text = withGenerator;
      w.document.body.append(script);
      if (blocked) {
        assert_throws_js(w.EvalError, () => way(w));
      } else {
        assert_equals(way(w), 2);
      }
      await turn(t);
      assert_array_equals(seen, blocked ? ['script-src eval'] : []);
    }, `${csp} ${blocked ? 'blocks' : 'allows'} ${name}`);
  }
}

for (const timer of ['setTimeout', 'setInterval']) {
  promise_test(async (t) => {
    window.ran = 0;
    const w = await frameOf(t, 'script-src \'unsafe-inline\'');
    w.onerror = () => true; // the standard reports the exception, Chrome does not
    const violation = new Promise((resolve) => w.document.addEventListener('securitypolicyviolation', resolve));
    const id = w[timer]('parent.ran++', 0);
    assert_equals((await violation).blockedURI, 'eval');
    w.clearInterval(id);
    assert_equals(window.ran, 0);
  }, `${timer} with a string is blocked`);

  promise_test(async (t) => {
    const w = await frameOf(t, 'script-src \'unsafe-inline\'');
    const id = await new Promise((resolve) => {
      const id = w[timer](() => resolve(id), 0);
    });
    w.clearInterval(id);
  }, `${timer} with a function is not`);
}

promise_test(async (t) => {
  window.result = null;
  const w = await frameOf(t, 'script-src \'unsafe-inline\'');
  const script = w.document.createElement('script');
  script.text = 'try { let a = 1; parent.result = eval("a") } catch (e) { parent.result = e.name }';
  w.document.body.append(script);
  assert_equals(window.result, 'EvalError');
}, 'a direct eval is blocked');

promise_test(async (t) => {
  const w = await frameOf(t, 'script-src \'none\'');
  const o = {};
  assert_equals(w.eval(o), o);
  assert_equals(w.eval(7), 7);
}, 'eval of what is no string makes no code');

promise_test(async (t) => {
  const w = await frameOf(t, 'script-src \'unsafe-inline\'');
  assert_equals(window.eval('3'), 3);
  assert_throws_js(w.EvalError, () => w.eval('3'));
}, 'the policies are those of the realm whose eval it is');

promise_test(async (t) => {
  const w = await frameOf(t, 'script-src \'unsafe-inline\'');
  const p = w.document.createElement('p');
  window.ran = 0;
  p.setAttribute('onclick', 'parent.ran++');
  p.click();
  assert_equals(window.ran, 1);
}, 'event handler content attributes are no strings that script compiles');

promise_test(async (t) => {
  const w = await frameOf(t, 'script-src \'unsafe-inline\' \'report-sample\'');
  const violation = new Promise((resolve) => w.document.addEventListener('securitypolicyviolation', resolve));
  assert_throws_js(w.EvalError, () => w.eval('/* a comment that is longer than what the sample holds */'));
  assert_equals((await violation).sample, '/* a comment that is longer than what th');
}, 'a sample is the beginning of the string');
