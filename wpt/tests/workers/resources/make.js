// What the tests of workers share.

// source gives the address of a script with this text.
const source = (text) => URL.createObjectURL(new Blob([text], {type: "text/javascript"}));

// work starts a classic worker that runs the text and ends with the test.
const work = (t, text, options) => {
  const worker = new Worker(source(text), options);
  t.add_cleanup(() => worker.terminate());
  return worker;
};

// next waits for one event.
const next = (target, type = "message") => new Promise((resolve) => target.addEventListener(type, resolve, {once: true}));

// said gives the data of a worker's next message.
const said = async (worker) => (await next(worker)).data;
