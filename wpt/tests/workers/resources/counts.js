// A shared worker that counts its connections and echoes what it is told.
let connections = 0;
onconnect = (e) => {
  const port = e.ports[0];
  port.postMessage({count: ++connections, name, ports: e.ports.length, same: e.source === port, type: e.constructor.name});
  port.onmessage = ({data}) => data === "throw" ? (() => { throw new Error("inside"); })() : port.postMessage(["echo", data]);
};
