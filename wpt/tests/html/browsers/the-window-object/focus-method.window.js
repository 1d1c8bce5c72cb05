// window.focus() of frames, and of what is gone.
"use strict";

const frame = t => {
  const iframe = document.body.appendChild(document.createElement("iframe"));
  t.add_cleanup(() => iframe.remove());
  return iframe;
};
const input = (t, d = document) => {
  const element = d.body.appendChild(d.createElement("input"));
  t.add_cleanup(() => element.remove());
  return element;
};

test(t => {
  const iframe = frame(t);
  iframe.contentWindow.focus();
  assert_equals(document.activeElement, iframe);
  window.focus();
  assert_equals(document.activeElement, document.body);
}, "a frame's window, and back");
test(t => {
  const element = input(t);
  element.focus();
  window.focus();
  assert_equals(document.activeElement, element);
}, "what is focused in the window stays so");
test(t => {
  const iframe = frame(t), element = input(t, iframe.contentDocument), here = input(t);
  element.focus();
  here.focus();
  assert_equals(document.activeElement, here);
  iframe.contentWindow.focus();
  assert_equals(document.activeElement, iframe);
}, "a frame in which something was focused");
test(t => {
  const iframe = frame(t), element = input(t), w = iframe.contentWindow;
  element.focus();
  iframe.remove();
  w.focus();
  w.blur();
  assert_equals(document.activeElement, element);
}, "a frame that is gone takes nothing");
test(() => assert_equals(window.focus(), undefined), "nothing is returned");
