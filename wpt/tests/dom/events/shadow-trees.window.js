// Events in and around shadow trees.
"use strict";

// tree makes a host with a shadow tree: a slot in a div, and a child in the slot.
const tree = (t, mode = "open") => {
  const host = document.body.appendChild(document.createElement("div")), root = host.attachShadow({mode});
  t.add_cleanup(() => host.remove());
  const div = root.appendChild(document.createElement("div")), slot = div.appendChild(document.createElement("slot"));
  const child = host.appendChild(document.createElement("span"));
  return {host, root, div, slot, child};
};

test((t) => {
  const {host, root} = tree(t);
  assert_equals(host.shadowRoot, root);
  assert_array_equals([root.mode, root.host, root.nodeType, root.parentNode, root.isConnected], ["open", host, 11, null, true]);
  assert_true(root instanceof ShadowRoot && root instanceof DocumentFragment);
  assert_equals(tree(t, "closed").host.shadowRoot, null);
}, "attachShadow() and shadowRoot");
test(() => {
  const div = document.createElement("div");
  for (const init of [undefined, {}, {mode: "other"}, 1]) assert_throws_js(TypeError, () => div.attachShadow(init));
  for (const name of ["a", "input", "iframe"]) assert_throws_dom("NotSupportedError", () => document.createElement(name).attachShadow({mode: "open"}));
  div.attachShadow({mode: "open"});
  assert_throws_dom("NotSupportedError", () => div.attachShadow({mode: "open"}));
}, "who may have none");
test((t) => {
  const {host, root, div, slot, child} = tree(t);
  assert_equals(div.getRootNode(), root);
  assert_equals(div.getRootNode({composed: true}), document);
  assert_equals(child.assignedSlot, slot);
  assert_array_equals(slot.assignedNodes(), [child]);
  assert_equals(document.querySelector("slot"), null);
  assert_equals(root.querySelector("slot"), slot);
  assert_equals(host.contains(div), false);
  assert_throws_dom("HierarchyRequestError", () => div.append(host));
}, "trees, roots and slots");
test((t) => {
  const {slot, child, host} = tree(t);
  const text = host.appendChild(new Text("t"));
  child.slot = "named";
  assert_equals(child.assignedSlot, null);
  assert_array_equals(slot.assignedNodes(), [text]);
  assert_array_equals(slot.assignedElements(), []);
  slot.name = "named";
  assert_array_equals(slot.assignedNodes(), [child]);
}, "slots by name");
test((t) => {
  const {host, root, div} = tree(t), seen = [];
  for (const target of [div, root, host, document, window]) target.addEventListener("x", (e) => seen.push([e.currentTarget, e.target, e.eventPhase]));
  div.dispatchEvent(new Event("x", {bubbles: true, composed: true}));
  assert_array_equals(seen.flat(), [div, div, 2, root, div, 3, host, host, 2, document, host, 3, window, host, 3]);
}, "a composed event leaves the tree and is retargeted");
test((t) => {
  const {host, root, div} = tree(t), seen = [];
  for (const target of [div, root, host, document]) target.addEventListener("x", () => seen.push(target));
  div.dispatchEvent(new Event("x", {bubbles: true}));
  assert_array_equals(seen, [div, root]);
}, "another one stays in it");
test((t) => {
  const {host, root, div, slot, child} = tree(t);
  let path;
  host.addEventListener("x", (e) => path = e.composedPath());
  child.dispatchEvent(new Event("x", {bubbles: true}));
  assert_array_equals(path, [child, slot, div, root, host, document.body, document.documentElement, document, window]);
}, "through the slot that it is assigned to");
test((t) => {
  const {host, root, div, slot, child} = tree(t, "closed");
  let inside, outside;
  div.addEventListener("x", (e) => inside = e.composedPath());
  host.addEventListener("x", (e) => outside = e.composedPath());
  child.dispatchEvent(new Event("x", {bubbles: true}));
  assert_array_equals(inside.slice(0, 5), [child, slot, div, root, host]);
  assert_array_equals(outside.slice(0, 2), [child, host]);
}, "a closed tree shows in no path outside");
test((t) => {
  const {host, div} = tree(t), e = new Event("x", {bubbles: true}), composed = new Event("x", {composed: true});
  div.dispatchEvent(e);
  assert_equals(e.target, null);
  assert_array_equals(e.composedPath(), []);
  div.dispatchEvent(composed);
  assert_equals(composed.target, host);
  const outside = new Event("x");
  host.dispatchEvent(outside);
  assert_equals(outside.target, host);
}, "after dispatch a target in a shadow tree is forgotten");
test((t) => {
  const a = tree(t), b = tree(t), seen = [];
  const listen = (target) => target.addEventListener("x", (e) => seen.push(e.relatedTarget));
  listen(a.div);
  listen(a.host);
  a.div.dispatchEvent(new MouseEvent("x", {bubbles: true, composed: true, relatedTarget: b.div}));
  assert_array_equals(seen, [b.host, b.host]);
  seen.length = 0;
  a.div.dispatchEvent(new MouseEvent("x", {bubbles: true, composed: true, relatedTarget: a.slot}));
  assert_array_equals(seen, [a.slot]);
}, "the related target is retargeted, and where both are the same the event ends");
test((t) => {
  const {host, div} = tree(t), seen = [];
  div.addEventListener("x", () => seen.push(window.event));
  host.addEventListener("x", () => seen.push(window.event?.type));
  div.dispatchEvent(new Event("x", {composed: true}));
  assert_array_equals(seen, [undefined, "x"]);
}, "window.event is not set inside");
test((t) => {
  const {root} = tree(t);
  const box = document.createElement("input");
  box.type = "checkbox";
  root.append(box);
  const seen = [];
  box.oninput = () => seen.push("input");
  box.onchange = () => seen.push("change");
  box.click();
  assert_true(box.checked);
  assert_array_equals(seen, ["input", "change"]);
}, "a check box in a shadow tree");
