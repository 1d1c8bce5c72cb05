// META: title=What a dedicated worker exposes
// META: script=resources/report.js

'use strict';

promise_test(async (t) => {
  const worker = new Worker('resources/worker.js');
  t.add_cleanup(() => worker.terminate());
  const surface = await new Promise((resolve, reject) => {
    worker.onmessage = (e) => resolve(e.data);
    worker.onerror = (e) => reject(new Error(e.message));
  });
  reportSurface(self, surface);
}, 'the surface of a dedicated worker');
