// META: title=Broadcast channels between windows and workers
// META: script=/common/get-host-info.sub.js

'use strict';

const next = (target) => new Promise((resolve) => target.addEventListener('message', resolve, {once: true}));

const frame = async (t) => {
  const element = document.createElement('iframe');
  const loaded = new Promise((resolve) => element.onload = resolve);
  element.src = '/common/blank.html';
  document.body.append(element);
  t.add_cleanup(() => element.remove());
  await loaded;
  return element;
};

promise_test(async (t) => {
  const element = await frame(t);
  const inside = new element.contentWindow.BroadcastChannel('frames 1');
  const outside = new BroadcastChannel('frames 1');
  t.add_cleanup(() => outside.close());
  inside.postMessage(new element.contentWindow.Map([[1, 2]]));
  const event = await next(outside);
  assert_true(event.data instanceof Map, 'a clone of the receiver’s realm');
  outside.postMessage([1]);
  assert_true((await next(inside)).data instanceof element.contentWindow.Array);
}, 'a frame of the same origin');

promise_test(async (t) => {
  const element = await frame(t);
  const inside = new element.contentWindow.BroadcastChannel('frames 2');
  inside.onmessage = t.unreached_func('the frame is gone');
  const a = new BroadcastChannel('frames 2');
  const b = new BroadcastChannel('frames 2');
  t.add_cleanup(() => { a.close(); b.close(); });
  element.remove();
  inside.postMessage('lost');
  b.onmessage = t.unreached_func('sent by a frame that is gone');
  await new Promise((resolve) => t.step_timeout(resolve, 0));
  b.onmessage = null;
  a.postMessage(1);
  await next(b);
}, 'a frame that is gone neither hears nor is heard');

promise_test(async (t) => {
  const channel = new BroadcastChannel('frames 3');
  t.add_cleanup(() => channel.close());
  const worker = new Worker(URL.createObjectURL(new Blob([`
    const channel = new BroadcastChannel('frames 3');
    channel.onmessage = (e) => channel.postMessage({got: e.data, origin: e.origin});
    channel.postMessage('ready');
  `], {type: 'text/javascript'})));
  t.add_cleanup(() => worker.terminate());
  assert_equals((await next(channel)).data, 'ready');
  channel.postMessage('ping');
  const {data} = await next(channel);
  assert_equals(data.got, 'ping');
  assert_equals(data.origin, location.origin);
}, 'a worker');
