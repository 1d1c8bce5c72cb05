// Small helpers that tests share.

// make_absolute_url builds a URL from parts, each by default that of this page.
function make_absolute_url(options) {
  const loc = self.location;
  const part = (name, fallback) => options && options[name] !== undefined && options[name] !== "" ? options[name] : fallback;
  const protocol = part("protocol", loc.protocol).replace(/:$/, "");
  const port = String(part("port", loc.port));
  let url = protocol + "://" + part("hostname", loc.hostname);
  if (port) url += ":" + port;
  const path = part("path", loc.pathname);
  url += path[0] === "/" ? path : "/" + path;
  const query = part("query", "");
  if (query) url += query[0] === "?" ? query : "?" + query;
  const hash = part("hash", "");
  if (hash) url += hash[0] === "#" ? hash : "#" + hash;
  return url;
}

// get reads a file of the suite synchronously.
function get(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.send(null);
  return request.responseText;
}

// rand_int gives an integer of that many bits.
function rand_int(bits) {
  if (bits < 1 || bits > 53) throw new TypeError();
  let value = 0;
  for (let i = 0; i < bits; i++) value = value * 2 + (Math.random() < 0.5 ? 0 : 1);
  return value;
}

// token gives a random UUID (version 4), which names one place on the server.
function token() {
  const digits = [];
  for (let i = 0; i < 32; i++) digits.push(Math.floor(Math.random() * 16));
  digits[12] = 4;
  digits[16] = 8 + digits[16] % 4;
  const text = digits.map(d => d.toString(16)).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
