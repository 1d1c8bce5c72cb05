// META: title=The sandbox directive of a worker's own policies
'use strict';

const worker = '/html/cross-origin-embedder-policy/resources/worker.js';
for (const [policy, what, want] of [
  ['sandbox allow-scripts allow-same-origin', 'runs', 'runs'],
  ['script-src \'self\'', 'runs', 'runs'],
  ['sandbox', 'no worker', 'error'],
  ['sandbox allow-scripts', 'no worker', 'error'],
  ['sandbox allow-same-origin', 'no worker', 'error'],
]) {
  promise_test(async (t) => {
    const w = new Worker(`${worker}?pipe=header(Content-Security-Policy,${policy})`);
    t.add_cleanup(() => w.terminate());
    const got = await new Promise((resolve) => {
      w.onmessage = (e) => resolve(e.data);
      w.onerror = () => resolve('error');
    });
    assert_equals(got, want);
  }, `${policy}: ${what}`);
}
