// A document whose policy switches unload off gets pagehide alone.
'use strict';

const blank = '/common/blank.html';
const header = (value) => blank + '?pipe=header(Permissions-Policy,' + value.replaceAll(/[(),]/g, '\\$&') + ')';
const frameOf = (t, attributes) => new Promise((resolve) => {
  const frame = document.createElement('iframe');
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  frame.onload = () => resolve(frame);
  t.add_cleanup(() => frame.remove());
  document.body.append(frame);
});

for (const [what, attributes, want] of [
  ['a frame', {src: blank}, ['pagehide', 'unload']],
  ['a frame with unload=*', {src: header('unload=*')}, ['pagehide', 'unload']],
  ['a frame with unload=()', {src: header('unload=()')}, ['pagehide']],
  ['a frame with allow="unload \'none\'"', {src: blank, allow: 'unload \'none\''}, ['pagehide']],
  ['a srcdoc frame with allow="unload \'none\'"', {srcdoc: 'x', allow: 'unload \'none\''}, ['pagehide']],
]) {
  for (const [end, leave] of [
    ['is removed', (frame) => frame.remove()],
    ['is navigated', (frame) => new Promise((resolve) => {
      frame.onload = resolve;
      frame.removeAttribute('srcdoc');
      frame.src = blank + '?next';
    })],
  ]) {
    promise_test(async (t) => {
      const frame = await frameOf(t, attributes);
      const events = [];
      for (const name of ['pagehide', 'unload']) frame.contentWindow.addEventListener(name, () => events.push(name));
      await leave(frame);
      assert_array_equals(events, want);
    }, `${what} that ${end}`);
  }
}
