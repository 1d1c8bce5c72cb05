// The window of a frame that was removed.
"use strict";

const removed = () => {
  const iframe = document.createElement("iframe");
  document.body.appendChild(iframe);
  const win = iframe.contentWindow, doc = iframe.contentDocument;
  assert_false(win.closed);
  iframe.remove();
  return { iframe, win, doc };
};

test(() => assert_true(removed().win.closed), "closed is true");
test(() => assert_equals(removed().iframe.contentWindow, null), "contentWindow is null");
test(() => assert_equals(removed().iframe.contentDocument, null), "contentDocument is null");
test(() => assert_equals(removed().win.parent, null), "parent is null");
test(() => assert_equals(removed().win.top, null), "top is null");
test(() => assert_equals(removed().win.frameElement, null), "frameElement is null");
test(() => assert_equals(removed().win.length, 0), "length is 0");
test(() => assert_equals(removed().doc.defaultView, null), "defaultView is null");
test(() => {
  const { iframe, win } = removed();
  document.body.appendChild(iframe);
  assert_not_equals(iframe.contentWindow, win);
  assert_true(win.closed);
  iframe.remove();
}, "inserting the frame again makes another window");
test(() => {
  const iframe = document.createElement("iframe");
  assert_equals(iframe.contentWindow, null);
  assert_equals(iframe.contentDocument, null);
}, "a frame that was never inserted has none");
