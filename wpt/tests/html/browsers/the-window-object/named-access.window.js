// Names of elements and frames as properties of the window.
"use strict";

const html = (t, text) => {
  const div = document.createElement("div");
  div.innerHTML = text;
  t.add_cleanup(() => div.remove());
  return document.body.appendChild(div);
};

test(t => {
  const div = html(t, "<p id=one></p>");
  assert_equals(window.one, div.firstChild);
  assert_true("one" in window);
  assert_false(window.hasOwnProperty("one"));
}, "an element by its id");
for (const tag of ["embed", "form", "img", "object"])
  test(t => {
    const div = html(t, `<${tag} name=named></${tag}>`);
    assert_equals(window.named, div.firstChild);
  }, `${tag} by its name`);
for (const tag of ["a", "div", "input", "button", "meta"])
  test(t => {
    html(t, `<${tag} name=unnamed></${tag}>`);
    assert_equals(window.unnamed, undefined);
  }, `not ${tag} by its name`);
test(t => {
  const div = html(t, "<p id=two></p><img name=two><a name=two></a><p id=two></p>");
  assert_true(window.two instanceof HTMLCollection);
  assert_array_equals([...window.two], [div.children[0], div.children[1], div.children[3]]);
  div.children[0].remove();
  assert_equals(window.two.length, 2);
}, "several are a collection that lives");
test(t => {
  const div = html(t, "<p id=framed></p><iframe name=framed></iframe><iframe name=framed></iframe>");
  assert_equals(window.framed, div.children[1].contentWindow);
}, "a frame goes before elements, the first before others");
test(t => {
  html(t, "<p id=name></p><p id=alert></p><p id=toString></p>");
  assert_equals(typeof window.name, "string");
  assert_equals(typeof window.alert, "function");
  assert_equals(window.toString, Object.prototype.toString);
}, "what the window has goes before");
test(t => {
  html(t, "<p id=assigned></p>");
  window.assigned = 5;
  t.add_cleanup(() => { delete window.assigned; });
  assert_equals(window.assigned, 5);
}, "assigning hides the element");
test(t => {
  html(t, "<p id=''></p><img name=''>");
  assert_equals(window[""], undefined);
}, "an empty name is none");
test(t => {
  const div = html(t, "<p id=77></p>");
  assert_equals(window[77], div.firstChild);
  assert_equals(window["77"], div.firstChild);
}, "a name that looks like an index");
test(() => {
  const named = Object.getPrototypeOf(Window.prototype);
  assert_class_string(named, "WindowProperties");
  assert_equals(Object.getPrototypeOf(named), EventTarget.prototype);
  assert_throws_js(TypeError, () => Object.defineProperty(named, "x", { value: 1 }));
  assert_throws_js(TypeError, () => { delete named.x; });
}, "the named properties object");
