async_test(t => {
  const worker = new Worker("/workers/resources/script.txt");
  worker.onerror = t.step_func_done();
  worker.onmessage = t.unreached_func("it ran");
}, "a worker's script of type text/plain is not run");
