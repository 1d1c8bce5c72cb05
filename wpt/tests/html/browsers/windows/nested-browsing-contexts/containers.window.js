// Which elements have a child navigable, and what leads from one to the other.
"use strict";

const add = (t, tag, attributes, load = true) => new Promise(resolve => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.onload = () => resolve(element);
  t.add_cleanup(() => element.remove());
  document.body.append(element);
  if (!load) resolve(element);
});
const kinds = { iframe: "src", frame: "src", object: "data", embed: "src" };

for (const [tag, attribute] of Object.entries(kinds)) {
  promise_test(async t => {
    const before = length, name = tag + "-name";
    const element = await add(t, tag, { [attribute]: "/common/blank.html", name, type: "text/html" });
    assert_equals(length, before + 1);
    const w = window[before];
    assert_equals(w.frameElement, element);
    assert_equals(w.parent, window);
    assert_equals(w.top, window.top);
    assert_equals(w.name, name);
    assert_equals(window[name], w);
    assert_equals(w.location.pathname, "/common/blank.html");
    element.setAttribute("name", "other");
    assert_equals(w.name, name);
  }, `${tag} shows a page`);
  promise_test(async t => {
    const before = length, element = await add(t, tag, { [attribute]: "/common/blank.html", type: "text/html" });
    const w = window[before];
    element.remove();
    assert_equals(length, before);
    assert_true(w.closed);
    assert_equals(w.frameElement, null);
    assert_equals(w.parent, null);
  }, `${tag} that is removed`);
  if (tag !== "embed")
    promise_test(async t => {
      const before = length, element = await add(t, tag, { [attribute]: "/common/blank.html", type: "text/html" });
      assert_equals(element.contentWindow, window[before]);
      assert_equals(element.contentDocument, window[before].document);
      element.remove();
      assert_equals(element.contentWindow, null);
      assert_equals(element.contentDocument, null);
    }, `contentWindow and contentDocument of ${tag}`);
}
for (const tag of ["iframe", "frame"])
  promise_test(async t => {
    const before = length, element = await add(t, tag, {});
    assert_equals(element.contentWindow.location.href, "about:blank");
    assert_equals(length, before + 1);
  }, `${tag} without an address has about:blank`);
for (const tag of ["object", "embed"])
  promise_test(async t => {
    const before = length;
    await add(t, tag, {}, false);
    await new Promise(resolve => t.step_timeout(resolve));
    assert_equals(length, before);
  }, `${tag} without an address has nothing`);
