async_test(t => {
  const worker = new Worker(URL.createObjectURL(new Blob(["this is no script"])));
  worker.onerror = t.step_func_done(e => { e.preventDefault(); assert_equals(e.constructor, Event); });
}, "a worker's script that does not parse fires a plain error event");
