// META: title=Handlers that put a frame's element back while it is removed
'use strict';

function setUp(t) {
  const [box, other] = ['div', 'div'].map(name => {
    const element = document.createElement(name);
    document.body.append(element);
    t.add_cleanup(() => element.remove());
    return element;
  });
  const frame = document.createElement('iframe');
  frame.src = '/common/blank.html?put-back';
  box.append(frame);
  return {box, other, frame, loaded: new Promise(resolve => { frame.onload = resolve; })};
}

for (const [name, take] of Object.entries({
  'textContent': box => { box.textContent = ''; },
  'replaceChildren()': box => box.replaceChildren('text'),
  'the removal of its parent': box => box.remove(),
  'a move of its parent': (box, other) => other.before(box),
})) {
  promise_test(async t => {
    const {box, other, frame, loaded} = setUp(t);
    await loaded;
    const old = frame.contentWindow;
    let handled = 0;
    old.onpagehide = () => {
      handled++;
      other.append(frame);
    };
    const again = new Promise(resolve => { frame.onload = resolve; });
    take(box, other);
    assert_equals(handled, 1);
    assert_equals(frame.parentNode, other);
    assert_array_equals([...other.childNodes], [frame]);
    assert_not_equals(frame.contentWindow, null);
    assert_not_equals(frame.contentWindow, old);
    await again;
    assert_equals(frame.contentDocument.URL, frame.src);
    frame.remove();
    assert_equals(frame.contentWindow, null);
    assert_equals(other.firstChild, null);
    assert_equals(self.length, 0);
  }, `a handler moves the frame during ${name}`);
}

promise_test(async t => {
  const {box, other, frame, loaded} = setUp(t);
  await loaded;
  frame.contentWindow.onunload = () => {
    other.append(frame);
    frame.remove();
    other.append(frame);
  };
  box.remove();
  const again = new Promise(resolve => { frame.onload = resolve; });
  other.append(frame);
  await again;
  assert_equals(self.length, 1);
  assert_equals(frame.contentDocument.URL, frame.src);
  frame.src = '/common/blank.html?next';
  await new Promise(resolve => { frame.onload = resolve; });
  assert_equals(frame.contentDocument.URL, frame.src);
}, 'a handler puts the frame back twice');
