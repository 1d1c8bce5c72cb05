async_test(t => {
  history.pushState(1, "");
  history.pushState(2, "");
  const states = [];
  onpopstate = () => states.push(history.state);
  history.back();
  history.forward();
  t.step_timeout(t.step_func_done(() => assert_array_equals(states, [1, 2])), 300);
}, "forward() right after back() goes forward from there");
