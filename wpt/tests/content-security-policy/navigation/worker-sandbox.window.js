// META: title=The sandbox directive of a worker's own policies
'use strict';

const worker = '/html/cross-origin-embedder-policy/resources/worker.js';
for (const [policy, want] of [
  ['sandbox allow-scripts allow-same-origin', 'runs'],
  ['script-src \'self\'', 'runs'],
]) {
  promise_test(async (t) => {
    const w = new Worker(`${worker}?pipe=header(Content-Security-Policy,${policy})`);
    t.add_cleanup(() => w.terminate());
    const got = await new Promise((resolve) => {
      w.onmessage = (e) => resolve(e.data);
      w.onerror = () => resolve('error');
    });
    assert_equals(got, want);
  }, `${policy}: ${want}`);
}

for (const policy of ['sandbox', 'sandbox allow-scripts', 'sandbox allow-same-origin']) {
  promise_test(async (t) => {
    const w = new Worker(`${worker}?pipe=header(Content-Security-Policy,${policy})`);
    t.add_cleanup(() => w.terminate());
    const got = await new Promise((resolve) => {
      w.onmessage = (e) => resolve(e.data);
      w.onerror = () => resolve('error');
    });
    assert_equals(got, 'error');
  }, `${policy}: no worker`);
}
