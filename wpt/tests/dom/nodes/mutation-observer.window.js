// MutationObserver, beyond what attributes and lists need.
"use strict";

const turn = () => new Promise(resolve => queueMicrotask(resolve));
function setup_observer(options, target = document.createElement("div")) {
  const batches = [];
  const observer = new MutationObserver(records => batches.push(records));
  observer.observe(target, options);
  return { target, observer, batches };
}

for (const options of [undefined, {}, { subtree: true }, { attributes: false }, { attributes: false, attributeOldValue: true },
  { attributes: false, attributeFilter: [], childList: true }, { characterData: false, characterDataOldValue: true, childList: true }]) {
  test(() => {
    assert_throws_js(TypeError, () => new MutationObserver(() => {}).observe(document, options));
  }, `observe() refuses ${JSON.stringify(options)}`);
}
test(() => {
  assert_throws_js(TypeError, () => new MutationObserver());
  assert_throws_js(TypeError, () => new MutationObserver({}));
  assert_throws_js(TypeError, () => MutationObserver(() => {}));
  assert_throws_js(TypeError, () => new MutationObserver(() => {}).observe({}, { childList: true }));
}, "arguments");
promise_test(async () => {
  const { target, observer, batches } = setup_observer({ attributes: true, attributeOldValue: true });
  target.setAttribute("a", "1");
  target.setAttribute("a", "2");
  target.setAttributeNS("urn:x", "p:b", "3");
  target.removeAttributeNS("urn:x", "b");
  assert_equals(batches.length, 0);
  await turn();
  assert_equals(batches.length, 1);
  const [first, second, third, last] = batches[0];
  assert_equals(Object.prototype.toString.call(first), "[object MutationRecord]");
  assert_array_equals([first.type, first.attributeName, first.attributeNamespace, first.oldValue], ["attributes", "a", null, null]);
  assert_equals(second.oldValue, "1");
  assert_array_equals([third.attributeName, third.attributeNamespace], ["b", "urn:x"]);
  assert_equals(last.oldValue, "3");
  assert_equals(first.target, target);
  assert_equals(first.addedNodes, first.addedNodes, "one list each time");
  assert_equals(first.addedNodes.length, 0);
  observer.disconnect();
}, "records of attributes");
promise_test(async () => {
  const { target, batches } = setup_observer({ childList: true });
  const [a, b, c] = ["a", "b", "c"].map(n => target.appendChild(document.createElement(n)));
  b.remove();
  await turn();
  const record = batches[0][3];
  assert_array_equals([...record.removedNodes], [b]);
  assert_equals(record.previousSibling, a);
  assert_equals(record.nextSibling, c);
  assert_equals(batches[0].length, 4);
}, "records of children");
promise_test(async () => {
  const { target, batches } = setup_observer({ characterData: true, characterDataOldValue: true }, document.createTextNode("abcdef"));
  target.insertData(1, "-");
  target.deleteData(0, 2);
  target.replaceData(4, 9, "!");
  target.appendData("?");
  assert_equals(target.data, "bcde!?");
  assert_throws_dom("IndexSizeError", () => target.insertData(7, "x"));
  await turn();
  assert_array_equals(batches[0].map(r => r.oldValue), ["abcdef", "a-bcdef", "bcdef", "bcde!"]);
}, "records of text");
promise_test(async () => {
  const { target, observer, batches } = setup_observer({ attributes: true });
  target.id = "x";
  assert_equals(observer.takeRecords().length, 1);
  assert_equals(observer.takeRecords().length, 0);
  target.id = "y";
  observer.disconnect();
  await turn();
  assert_equals(batches.length, 0);
}, "takeRecords() and disconnect() leave nothing to tell");
promise_test(async () => {
  const { target, batches } = setup_observer({ attributes: true, subtree: true });
  const child = target.appendChild(document.createElement("p"));
  child.remove();
  child.id = "x";
  await turn();
  assert_equals(batches.flat().length, 1, "a removed node is watched until the observer is told");
  child.id = "y";
  await turn();
  assert_equals(batches.flat().length, 1);
}, "transient observers");
promise_test(async () => {
  const { target, observer, batches } = setup_observer({ attributes: true });
  observer.observe(target, { attributes: true, attributeFilter: ["b"] });
  target.setAttribute("a", "");
  target.setAttribute("b", "");
  target.setAttributeNS("urn:x", "b", "");
  await turn();
  assert_array_equals(batches.flat().map(r => r.attributeNamespace + " " + r.attributeName), ["null b"]);
}, "observe() again replaces the options");
promise_test(async () => {
  const order = [];
  const target = document.createElement("div");
  for (const name of ["first", "second"]) {
    new MutationObserver(function (records, observer) {
      order.push(name, this === observer, records.length);
    }).observe(target, { attributes: true });
  }
  target.id = "x";
  await turn();
  assert_array_equals(order, ["first", true, 1, "second", true, 1]);
}, "observers are told in the order in which they were made, with themselves as this");
