// META: title=A page that navigates a frame to itself, again and again
"use strict";

for (const how of ["location", "open", "link", "navigation", "fragment"]) {
  promise_test(async t => {
    const depths = [];
    let deep;
    const second = new Promise(resolve => deep = resolve);
    const listen = e => {
      depths.push(e.data);
      if (e.data >= 2) deep();
    };
    addEventListener("message", listen);
    const frame = document.createElement("iframe");
    frame.src = "resources/nested-in-itself.html?" + how;
    document.body.append(frame);
    t.add_cleanup(() => {
      removeEventListener("message", listen);
      frame.remove();
    });
    await second;
    await new Promise(resolve => t.step_timeout(resolve, 200));
    assert_array_equals(depths, [1, 2]);
  }, `by ${how}`);
}
