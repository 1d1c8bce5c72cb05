async_test(t => {
  const worker = new Worker("/html/cross-origin-embedder-policy/resources/worker.js?pipe=header(Content-Security-Policy,sandbox)");
  worker.onerror = t.step_func_done();
  worker.onmessage = t.unreached_func("it ran");
}, "a worker that its own policies sandbox does not run");
