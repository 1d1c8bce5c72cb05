// What the sandbox of a frame means for windows that it opens and finds.
'use strict';

const probe = '/html/browsers/sandboxing/resources/probe.html';

const frameOf = async (t, attributes) => {
  const frame = document.createElement('iframe');
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  t.add_cleanup(() => frame.remove());
  await new Promise((resolve) => {
    frame.onload = resolve;
    document.body.append(frame);
  });
  return frame;
};
const message = () => new Promise((resolve) => addEventListener('message', (e) => resolve(e.data), {once: true}));
const blankProbe = `<script>
  let says = 'open';
  try { document.domain = document.domain } catch { says = 'sandboxed' }
  opener.opener.postMessage({says}, '*'); // its opener is now the one who navigated it
<\/script>`;

promise_test(async (t) => {
  const frame = await frameOf(t, {sandbox: 'allow-scripts allow-same-origin allow-popups', srcdoc: '<iframe name="inner"></iframe>'});
  const w = frame.contentWindow.eval(`inner.open(${JSON.stringify(location.origin + '/common/blank.html')})`);
  t.add_cleanup(() => w.close());
  await new Promise((resolve) => {
    const look = () => (w.location.href === 'about:blank' ? t.step_timeout(look, 10) : resolve());
    look();
  });
  assert_throws_dom('SecurityError', w.DOMException, () => { w.document.domain = w.document.domain });
}, 'a window opened through an inner frame is navigated, and sandboxed');

promise_test(async (t) => {
  const link = (href) => `<a target="_blank" rel="opener" href="${href}"></a>`;
  const frame = await frameOf(t, {
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    srcdoc: link('javascript:opener.top.postMessage({says: \'ran\'}, \'*\')') + link(probe + '?done'),
  });
  const said = [];
  const done = new Promise((resolve) => {
    addEventListener('message', (e) => {
      said.push(e.data.says);
      if (e.data.says !== 'ran') resolve();
    });
  });
  for (const a of frame.contentDocument.querySelectorAll('a')) a.click();
  await done;
  assert_array_equals(said, ['open']);
}, 'a document without scripts does not run a javascript: URL in a new window');

promise_test(async (t) => {
  const csp = 'sandbox allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox';
  const ready = message();
  const executor = window.open(`${probe}?pipe=header(Content-Security-Policy,${csp})`);
  t.add_cleanup(() => executor.close());
  assert_equals((await ready).says, 'sandboxed');
  const popup = window.open('/common/blank.html?pipe=status(204)', 'found');
  t.add_cleanup(() => popup.close());
  const answer = message();
  const load = new Promise((resolve) => { popup.onload = resolve });
  executor.postMessage('open("about:blank", "found")', '*');
  await load;
  popup.document.write(blankProbe);
  assert_equals((await answer).says, 'sandboxed');
}, 'about:blank in a window of somebody else inherits the sandbox of the policy');

promise_test(async (t) => {
  const csp = 'sandbox allow-scripts allow-same-origin allow-popups';
  const ready = message();
  const executor = window.open(`${probe}?pipe=header(Content-Security-Policy,${csp})`);
  t.add_cleanup(() => executor.close());
  assert_equals((await ready).says, 'sandboxed');
  const popup = window.open('/common/blank.html', 'kept');
  t.add_cleanup(() => popup.close());
  await new Promise((resolve) => { popup.onload = resolve });
  const answer = message();
  executor.mine = popup;
  executor.postMessage(`
    try {
      mine.location.href = 'about:blank';
      boss.postMessage({says: 'navigated'}, '*');
    } catch (e) {
      boss.postMessage({says: e.name}, '*');
    }`, '*');
  assert_equals((await answer).says, 'SecurityError');
}, 'a sandbox that windows do not escape keeps from navigating a window of somebody else');
