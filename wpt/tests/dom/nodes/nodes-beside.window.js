// Nodes that are put next to a node may be that node or its siblings: https://dom.spec.whatwg.org/#interface-childnode
const put = (operation, expected) => test(() => {
  const parent = document.createElement("p");
  const [a, b, c] = Array.from("abc", name => parent.appendChild(document.createElement(name)));
  operation(a, b, c);
  assert_equals(Array.from(parent.childNodes, node => node.localName ?? node.data).join(" "), expected);
}, String(operation).replace(/^.*=> /, ""));

put((a, b) => b.before(b), "a b c");
put((a, b) => b.before(a, "t", b), "a t b c");
put((a, b, c) => b.before(c, a), "c a b");
put((a, b) => b.after(b), "a b c");
put((a, b, c) => b.after(c, "t", b), "a c t b");
put((a, b, c) => b.after(a, c), "b a c");
put((a, b) => b.replaceWith(b), "a b c");
put((a, b, c) => b.replaceWith(c, b), "a c b");
put((a, b, c) => b.replaceWith(c, a), "c a");
put((a, b) => b.replaceWith(), "a c");
