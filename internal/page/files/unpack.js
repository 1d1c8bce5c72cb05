// unpack.js: the data that the page carries.

// unpack reads one of the page's blocks.
async function unpack(id) {
  if (typeof DecompressionStream === 'undefined') {
    throw new Error('this browser cannot unpack it (it has no DecompressionStream)');
  }
  const block = document.getElementById(id);
  const binary = atob(block.textContent);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}
