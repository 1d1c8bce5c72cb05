// What the tests of fetchLater() share: places on the server that record what
// arrives, and frames.
const RESOURCES = "/fetch/fetch-later/resources/";

// recorder names a place: url to send to, list() of the bodies that arrived
// (null for a GET).
function recorder({ origin = "", ...params } = {}) {
  const uuid = token();
  let url = origin + RESOURCES + "set_beacon.py?uuid=" + uuid;
  for (const name of Object.keys(params)) url += "&" + name + "=" + encodeURIComponent(params[name]);
  return {
    url,
    async list() {
      const response = await fetch(RESOURCES + "get_beacon.py?uuid=" + uuid, { cache: "no-store" });
      return (await response.json()).data;
    },
  };
}

// headerRecorder names a place that keeps the headers of the one request it gets.
function headerRecorder(origin = "") {
  const queue = "/common/dispatcher/dispatcher.py?uuid=" + token();
  return {
    url: origin + queue + "&show-headers",
    async headers() {
      for (let i = 0; i < 200; i++) {
        const text = await (await fetch(queue, { cache: "no-store" })).text();
        if (text !== "not ready") {
          const found = {};
          const raw = JSON.parse(text);
          for (const name of Object.keys(raw)) found[name.toLowerCase()] = raw[name];
          return found;
        }
        await pause(20);
      }
      throw new Error("no request arrived");
    },
  };
}

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

// arrivals waits until count requests have come, looks once more, and gives them.
async function arrivals(place, count) {
  for (let i = 0; i < 150; i++) {
    if ((await place.list()).length >= count) break;
    await pause(20);
  }
  await pause(40);
  return place.list();
}

// calm keeps client and server busy long enough for anything sent to arrive.
async function calm(place) {
  for (let i = 0; i < 8; i++) {
    await place.list();
    await pause(25);
  }
  return place.list();
}

// frame adds an iframe and waits for its load event.
function frame(t, attributes = {}) {
  return new Promise(resolve => {
    const iframe = document.createElement("iframe");
    for (const name of Object.keys(attributes)) iframe.setAttribute(name, attributes[name]);
    iframe.addEventListener("load", () => resolve(iframe), { once: true });
    t.add_cleanup(() => iframe.remove());
    document.body.appendChild(iframe);
  });
}

// signalFor aborts what is pending when the test is over.
function signalFor(t) {
  const controller = new AbortController();
  t.add_cleanup(() => controller.abort());
  return controller.signal;
}
