// META: timeout=long
// META: script=resources/events.js
// Whatever a document that goes tries in order to go elsewhere is ignored.
"use strict";

const WRONG = PAGE + "?wrong";
const WAYS = {
  "location.href": win => { win.location.href = WRONG; },
  "location.assign()": win => win.location.assign(WRONG),
  "location.replace()": win => win.location.replace(WRONG),
  "location.reload()": win => win.location.reload(),
  "location.hash": win => { win.location.hash = "wrong"; },
  "history.back()": win => win.history.back(),
  "history.go(0)": win => win.history.go(0),
  "a link": win => {
    const a = win.document.body.appendChild(win.document.createElement("a"));
    a.href = WRONG;
    a.click();
  },
  "a form": win => {
    const form = win.document.body.appendChild(win.document.createElement("form"));
    form.action = WRONG;
    form.submit();
  },
  "open() into itself": win => win.open(WRONG, "_self"),
  "a javascript: URL": win => { win.location.href = "javascript:'wrong'"; },
};

for (const type of ["pagehide", "visibilitychange", "unload"]) {
  for (const way of Object.keys(WAYS)) {
    promise_test(async t => {
      const iframe = await frame(t, { src: PAGE }), win = iframe.contentWindow;
      let called = 0;
      (type === "visibilitychange" ? win.document : win).addEventListener(type, () => {
        called++;
        WAYS[way](win);
      });
      iframe.src = PAGE + "?right";
      await loaded(iframe);
      await turn();
      await turn();
      assert_equals(called, 1);
      assert_equals(iframe.contentWindow.location.href, new URL(PAGE + "?right", location).href);
    }, `${way} in ${type}`);
  }
}
