// What a click does.
"use strict";

const make = (t, html) => {
  const div = document.body.appendChild(document.createElement("div"));
  div.innerHTML = html;
  t.add_cleanup(() => div.remove());
  return (selector) => div.querySelector(selector);
};

test((t) => {
  const $ = make(t, "<input type=checkbox>"), box = $("input"), seen = [];
  for (const type of ["click", "input", "change"]) box.addEventListener(type, (e) => seen.push(type, box.checked, e.bubbles));
  box.click();
  assert_array_equals(seen, ["click", true, true, "input", true, true, "change", true, true]);
}, "a check box changes before its click");
test((t) => {
  const box = make(t, "<input type=checkbox>")("input");
  box.onclick = (e) => { assert_true(box.checked); e.preventDefault(); };
  box.onchange = () => assert_unreached("change");
  box.click();
  assert_false(box.checked);
}, "and back if that is canceled");
test((t) => {
  const $ = make(t, "<form><input type=radio name=r id=a checked><input type=radio name=r id=b></form>");
  $("#b").click();
  assert_array_equals([$("#a").checked, $("#b").checked], [false, true]);
  $("#a").onclick = (e) => e.preventDefault();
  $("#a").click();
  assert_array_equals([$("#a").checked, $("#b").checked], [false, true]);
}, "radio buttons, and a canceled click");
test((t) => {
  const $ = make(t, "<label><input type=checkbox> <span>x</span></label>");
  $("span").click();
  assert_true($("input").checked);
}, "a label clicks its control");
test((t) => {
  const box = make(t, "<input type=checkbox disabled>")("input");
  box.onclick = () => assert_unreached("click");
  box.click();
  assert_false(box.checked);
}, "click() does nothing to a disabled control");
test((t) => {
  const $ = make(t, "<form onsubmit='return false'><button><b>x</b></button></form>");
  let submitter;
  $("form").addEventListener("submit", (e) => submitter = e.submitter);
  $("b").dispatchEvent(new MouseEvent("click", {bubbles: true}));
  assert_equals(submitter, $("button"));
}, "a click in a button submits");
test((t) => {
  const $ = make(t, "<form onsubmit='return false'><button></button></form>");
  $("form").addEventListener("submit", () => assert_unreached("submit"));
  $("button").dispatchEvent(new Event("click", {bubbles: true}));
  $("button").dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
}, "an event that is no MouseEvent, or no click, does not");
test((t) => {
  const $ = make(t, "<div id=o><div id=i></div></div>"), outer = document.createElement("form"), inner = document.createElement("form");
  $("#i").append(inner);
  outer.append($("#i"));
  $("#o").append(outer);
  const seen = [];
  outer.onsubmit = () => { seen.push("outer"); return false; };
  inner.onsubmit = () => { seen.push("inner"); return false; };
  inner.dispatchEvent(new Event("submit", {bubbles: true}));
  assert_array_equals(seen, ["inner"]);
}, "submit goes no further than to the next form");
promise_test(async (t) => {
  const $ = make(t, "<details><summary><i>x</i></summary></details>"), seen = [];
  $("details").addEventListener("toggle", (e) => seen.push(e.oldState, e.newState));
  const toggled = () => new Promise((resolve) => $("details").addEventListener("toggle", resolve, {once: true}));
  let wait = toggled();
  $("i").click();
  assert_true($("details").open);
  await wait;
  wait = toggled();
  $("details").open = false;
  $("details").open = true;
  $("details").open = false;
  await wait;
  assert_array_equals(seen, ["closed", "open", "open", "closed"]);
}, "a summary opens its details; toggles become one");
test((t) => {
  const $ = make(t, "<a href='javascript:self.followed = 1'><input type=checkbox></a>");
  $("input").click();
  assert_true($("input").checked);
  assert_equals(self.followed, undefined);
}, "only the innermost acts");
test((t) => {
  const div = make(t, "<p></p>")("p");
  let e;
  div.onclick = (event) => e = event;
  div.click();
  assert_true(e instanceof PointerEvent);
  assert_array_equals([e.isTrusted, e.bubbles, e.cancelable, e.composed, e.view], [false, true, true, true, window]);
}, "the event of click()");
