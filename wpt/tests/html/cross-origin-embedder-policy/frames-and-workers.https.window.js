// META: timeout=long
// META: script=/common/get-host-info.sub.js
// A page with an embedder policy shows only frames, and runs only workers, that have one too.
'use strict';

const coep = (value) => `|header(Cross-Origin-Embedder-Policy,${value})`;
let count = 0; // no page may be in itself
const blank = (pipe) => `/common/blank.html?n=${count++}&pipe=${pipe}`;
const frameOf = (t, src, doc = document) => new Promise((resolve) => {
  const frame = doc.createElement('iframe');
  frame.src = src;
  frame.onload = () => resolve(frame);
  if (doc === document) t.add_cleanup(() => frame.remove());
  doc.body.append(frame);
});
const shown = (frame) => frame.contentDocument !== null;

for (const parent of ['require-corp', 'credentialless']) {
  for (const [child, want] of [
    ['', false], [coep('unsafe-none'), false], [coep('nonsense'), false], [coep('require-corp'), true], [coep('credentialless'), true],
    [coep('require-corp;report-to="x"'), true], ['|header(Cross-Origin-Embedder-Policy-Report-Only,require-corp)', false],
  ]) {
    promise_test(async (t) => {
      const outer = await frameOf(t, blank(coep(parent)));
      const inner = await frameOf(t, blank(child), outer.contentDocument);
      assert_equals(shown(inner), want);
    }, `in ${parent}: ${child || 'no policy'} is ${want ? 'shown' : 'refused'}`);
  }

  for (const src of ['about:blank', 'data:text/html,x']) {
    promise_test(async (t) => {
      const outer = await frameOf(t, blank(coep(parent)));
      const inner = outer.contentDocument.createElement('iframe');
      const loaded = new Promise((resolve) => { inner.onload = resolve });
      inner.src = src;
      outer.contentDocument.body.append(inner);
      await loaded;
      assert_equals(shown(inner), src === 'about:blank');
    }, `in ${parent}: ${src} has the policy of the page around it`);
  }
}

promise_test(async (t) => {
  const outer = await frameOf(t, blank('|header(Cross-Origin-Embedder-Policy-Report-Only,require-corp)'));
  assert_true(shown(await frameOf(t, blank(''), outer.contentDocument)));
}, 'a policy that only reports refuses nothing');

for (const [name, url, want] of [
  ['a worker of the page\'s own origin without policy', '/html/cross-origin-embedder-policy/resources/worker.js', 'error'],
  ['one with a policy', '/html/cross-origin-embedder-policy/resources/worker.js?pipe=' + coep('require-corp'), 'runs'],
  ['one of a data: URL', 'data:text/javascript,postMessage("runs")', 'runs'],
]) {
  promise_test(async (t) => {
    const outer = await frameOf(t, blank(coep('require-corp')));
    const worker = new outer.contentWindow.Worker(url);
    t.add_cleanup(() => worker.terminate());
    const got = await new Promise((resolve) => {
      worker.onmessage = (e) => resolve(e.data);
      worker.onerror = () => resolve('error');
    });
    assert_equals(got, want);
  }, `${name}: ${want}`);
}

promise_test(async (t) => {
  const frame = await frameOf(t, blank(''));
  const worker = new frame.contentWindow.Worker('/html/cross-origin-embedder-policy/resources/worker.js?isolated');
  t.add_cleanup(() => worker.terminate());
  assert_equals(await new Promise((resolve) => { worker.onmessage = (e) => resolve(e.data) }), 'runs');
  assert_false(crossOriginIsolated);
}, 'without a policy nothing is asked for, and nothing isolated');

promise_test(async (t) => {
  const outer = await frameOf(t, blank(coep('require-corp')));
  const img = outer.contentDocument.createElement('img');
  const result = new Promise((resolve) => { img.onerror = () => resolve('refused') });
  img.src = get_host_info().HTTPS_REMOTE_ORIGIN + '/common/blank.html';
  assert_equals(await result, 'refused');
}, 'what another origin does not share is refused');
