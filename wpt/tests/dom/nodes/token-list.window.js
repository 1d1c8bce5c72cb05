// Element.classList.
"use strict";

function element(value) {
  const e = document.createElement("p");
  if (value !== undefined) e.setAttribute("class", value);
  return e;
}

test(() => {
  const e = element("a  b\ta");
  assert_array_equals([...e.classList], ["a", "b"]);
  assert_equals(e.classList.length, 2);
  assert_equals(e.classList.item(1), "b");
  assert_equals(e.classList.item(2), null);
  assert_equals(e.classList[5], undefined);
  assert_equals(String(e.classList), "a  b\ta");
}, "reading leaves the attribute as it is");
test(() => {
  const e = element("a");
  assert_equals(e.classList, e.classList);
}, "the same object each time");
test(() => {
  const e = element(" a  b ");
  e.classList.add("b", "c", "c");
  assert_equals(e.getAttribute("class"), "a b c");
  e.classList.add();
  assert_equals(e.getAttribute("class"), "a b c");
}, "add() writes a set");
test(() => {
  const e = element(" a  b ");
  e.classList.remove("x");
  assert_equals(e.getAttribute("class"), "a b", "also where it removes nothing");
  e.classList.remove("a", "b");
  assert_equals(e.getAttribute("class"), "");
}, "remove() writes a set");
test(() => {
  const e = element();
  e.classList.remove("x");
  assert_false(e.hasAttribute("class"));
  e.classList.toggle("x", false);
  assert_false(e.hasAttribute("class"));
}, "an empty set makes no attribute");
test(() => {
  const e = element("a");
  assert_true(e.classList.toggle("b"));
  assert_false(e.classList.toggle("a"));
  assert_true(e.classList.toggle("b", true));
  assert_false(e.classList.toggle("c", false));
  assert_true(e.classList.toggle("d", undefined), "undefined is a missing argument");
  assert_equals(e.className, "b d");
}, "toggle() and its second argument");
test(() => {
  const e = element("a b c");
  assert_true(e.classList.replace("a", "c"));
  assert_equals(e.className, "c b", "the new one stands where the first of the two stood");
  assert_false(e.classList.replace("x", "y"));
  assert_equals(e.className, "c b");
  assert_true(e.classList.replace("b", "b"));
}, "replace()");
for (const [name, call] of Object.entries({
  add: (l, t) => l.add("ok", t), remove: (l, t) => l.remove("ok", t), toggle: (l, t) => l.toggle(t),
  "replace, first": (l, t) => l.replace(t, "x"), "replace, second": (l, t) => l.replace("x", t),
})) {
  test(() => {
    const e = element("a");
    assert_throws_dom("SyntaxError", () => call(e.classList, ""));
    assert_throws_dom("InvalidCharacterError", () => call(e.classList, "x y"));
    assert_equals(e.className, "a", "nothing has changed");
  }, `invalid tokens: ${name}`);
}
test(() => {
  const e = element("a");
  assert_throws_dom("SyntaxError", () => e.classList.replace(" ", ""));
}, "an empty token counts before one with a space");
test(() => {
  const e = element("a");
  assert_false(e.classList.contains(""));
  assert_false(e.classList.contains("a b"));
  assert_throws_js(TypeError, () => e.classList.contains());
  assert_throws_js(TypeError, () => e.classList.supports("a"));
}, "contains() and supports()");
test(() => {
  const e = element("a");
  e.classList = "x  y";
  assert_equals(e.getAttribute("class"), "x  y");
  e.classList.value = "z";
  assert_equals(e.className, "z");
}, "assignment goes to the value");
