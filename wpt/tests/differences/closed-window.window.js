async_test(t => {
  const seen = [], win = open("/common/blank.html");
  win.onload = () => {
    win.onpagehide = () => seen.push("pagehide");
    win.document.onvisibilitychange = () => seen.push("visibilitychange");
    win.onunload = t.step_func_done(() => assert_array_equals(seen, ["pagehide", "visibilitychange"]));
    win.close();
  };
}, "a window that is closed fires pagehide before visibilitychange");
