async_test(t => {
  new Worker("/nothing-here.js").onerror = t.step_func_done(e => assert_false(e.cancelable));
}, "the error event of a worker that cannot be loaded cannot be canceled");
