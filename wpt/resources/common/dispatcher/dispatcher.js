// Messages between pages that cannot reach each other, by way of the server:
// a queue for each uuid.
function findLocation() {
  if (location.href === "about:srcdoc" || location.href === "about:blank") return new URL(parent.location.href);
  if (location.protocol === "blob:" || location.protocol === "data:") {
    if (self.document && document.baseURI) return new URL(document.baseURI);
  }
  return new URL(location.href);
}

const dispatcher_path = "/common/dispatcher/dispatcher.py";
let dispatcher_base = findLocation();
const dispatcher_url = new URL(dispatcher_path, dispatcher_base).href;

// exclusively runs f after everything asked for under the same key before.
const exclusively = (() => {
  const tails = new Map();
  return (key, f) => {
    const next = (tails.get(key) || Promise.resolve()).then(f, f);
    tails.set(key, next.catch(() => {}));
    return next;
  };
})();

const pauseBriefly = () => new Promise(resolve => setTimeout(resolve, 10 + 90 * Math.random()));

const send = function (uuid, message) {
  return exclusively(uuid, async () => {
    for (;;) {
      try {
        const response = await fetch(dispatcher_url + "?uuid=" + uuid, { method: "POST", body: message });
        if (await response.text() === "done") return;
      } catch (_) {
        // The server may be busy: try again.
      }
      await pauseBriefly();
    }
  });
};

const receive = async function (uuid) {
  for (;;) {
    let data = "not ready";
    try {
      data = await (await fetch(dispatcher_url + "?uuid=" + uuid)).text();
    } catch (_) {
      // As above.
    }
    if (data !== "not ready") return data;
    await pauseBriefly();
  }
};

const showRequestHeaders = function (origin, uuid) {
  return origin + dispatcher_path + "?uuid=" + uuid + "&show-headers";
};

const cacheableShowRequestHeaders = function (origin, uuid) {
  return origin + dispatcher_path + "?uuid=" + uuid + "&cacheable&show-headers";
};

const remoteExecutorUrl = (uuid, options) => {
  const url = new URL("/common/dispatcher/remote-executor.html", dispatcher_base);
  url.searchParams.set("uuid", uuid);
  if (options && options.host) url.host = options.host;
  if (options && options.protocol) url.protocol = options.protocol;
  return url;
};

// A RemoteContext runs functions in the page whose Executor listens at uuid.
class RemoteContext {
  constructor(uuid) {
    this.context_id = uuid;
  }
  async execute_script(fn, args = []) {
    const receiver = token();
    await send(this.context_id, JSON.stringify({ receiver, fn: fn.toString(), args }));
    const answer = JSON.parse(await receive(receiver));
    if (answer.status === "success") return answer.value;
    throw answer.value !== undefined ? answer.value : answer.exception;
  }
}

// An Executor answers a RemoteContext.
class Executor {
  constructor(uuid) {
    this.uuid = uuid;
    this.suspendCallback = null;
    this.execute();
  }
  // suspend stops after the running task and calls back then.
  suspend(callback) {
    this.suspendCallback = callback;
  }
  resume() {}
  async execute() {
    for (;;) {
      if (this.suspendCallback) {
        const callback = this.suspendCallback;
        this.suspendCallback = null;
        const resumed = new Promise(resolve => { this.resume = resolve; });
        callback();
        await resumed;
      }
      const task = JSON.parse(await receive(this.uuid));
      let answer;
      try {
        const value = await eval("(" + task.fn + ")").apply(null, task.args);
        answer = JSON.stringify({ status: "success", value });
      } catch (error) {
        answer = JSON.stringify({ status: "exception", value: error && error.message !== undefined ? error.name + ": " + error.message : error });
      }
      await send(task.receiver, answer);
    }
  }
}
